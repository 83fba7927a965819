import { RequestMethod } from '@nestjs/common';
import type { Type } from '@nestjs/common';
import { HTTP_CODE_METADATA, METHOD_METADATA, PATH_METADATA, ROUTE_ARGS_METADATA } from '@nestjs/common/constants';
import { RouteParamtypes } from '@nestjs/common/enums/route-paramtypes.enum';
import { accessOf } from '../access/access.guard';
import type { Access } from '../access/access.guard';
import { rolesThatMay } from '../access/identity';
import { isPostedQuery, isShownOnce } from '../input/idempotency.interceptor';
import { Reading } from '../input/reading';
import { resourceOf, routeOf } from '../openapi/answers';
import type { Route } from '../openapi/answers';
import { PROBLEMS, TITLES, codeOf, schemaOfProblem } from '../openapi/problems';
import type { ProblemCode } from '../openapi/problems';
import { id, name, oneBy, referred } from '../openapi/schema';
import type { Schema } from '../openapi/schema';
import { CSRF_TOKEN, DESCRIPTION, IDEMPOTENCY_KEY, SCHEMES, parameter } from './parameters';
import type { Parameter } from './parameters';
import { fieldsOf, isRequired, schemaOf } from '../input/told';

/** As much of OpenAPI 3.1 as the service is described with. */
export interface ApiDocument {
  readonly openapi: string;
  readonly info: Readonly<Record<'title' | 'version' | 'description', string>> & { readonly license: object };
  readonly servers: readonly object[];
  readonly tags: readonly { readonly name: string; readonly description: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>>; readonly securitySchemes: typeof SCHEMES };
}

export interface Operation {
  readonly operationId: string;
  readonly tags: readonly string[];
  readonly summary: string;
  readonly description?: string;
  readonly security: readonly object[];
  readonly parameters: readonly Parameter[];
  readonly requestBody?: { readonly required: boolean; readonly content: Content };
  readonly responses: Readonly<Record<string, { readonly description: string; readonly content?: Content }>>;
}

type Content = Readonly<Record<string, { readonly schema: Schema; readonly example?: object | string }>>;
type Envelope = Type<object>;

/** A handler with what its decorators and arguments say of it. */
interface Handler {
  readonly tag: string;
  readonly method: string;
  /** With its parameters in braces. */
  readonly path: string;
  readonly status: number;
  readonly access: Access;
  readonly isOpen: boolean;
  readonly isInternal: boolean;
  readonly isCommand: boolean;
  readonly query: Envelope | undefined;
  /** Null: it reads a body that has no envelope. */
  readonly body: Envelope | null | undefined;
  readonly route: Route;
}

/** What the routes of these controllers take, answer and refuse. @throws Error when a route is not described */
export function documentOf(controllers: readonly Type[], version: string): ApiDocument {
  const handlers = controllers.flatMap(handlersOf);
  const paths: Record<string, Record<string, Operation>> = {};
  for (const handler of handlers)
    paths[handler.path] = { ...paths[handler.path], [handler.method]: operationOf(handler) };
  return {
    openapi: '3.1.0',
    info: {
      title: 'Runledger',
      version,
      description: DESCRIPTION,
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/' }],
    tags: controllers.map(resourceOf).map(({ tag, description }) => ({ name: tag, description })),
    paths,
    components: {
      schemas: schemasIn(paths),
      securitySchemes: SCHEMES,
    },
  };
}

function handlersOf(controller: Type): readonly Handler[] {
  const prototype = controller.prototype as Readonly<Record<string, object>>;
  return Object.getOwnPropertyNames(prototype).flatMap((member) => {
    const handler = prototype[member];
    const method = handler && (Reflect.getMetadata(METHOD_METADATA, handler) as RequestMethod | undefined);
    if (handler === undefined || method === undefined) return [];
    const route = routeOf(handler);
    const parts = [controller, handler].map((one) => String(Reflect.getMetadata(PATH_METADATA, one)));
    const path = `/${parts.join('/')}`.replace(/\/+/g, '/').replace(/(.)\/$/, '$1');
    if (route === undefined) throw new Error(`${RequestMethod[method]} ${path} is not described`);
    const status = Reflect.getMetadata(HTTP_CODE_METADATA, handler) as number | undefined;
    const access = accessOf(handler);
    if (access === undefined) throw new Error(`${RequestMethod[method]} ${path} is closed to everybody`);
    return {
      tag: resourceOf(controller).tag,
      method: RequestMethod[method].toLowerCase(),
      path: path.replace(/:(\w+)/g, '{$1}'),
      status: status ?? (method === RequestMethod.POST ? 201 : 200),
      access,
      isOpen: access === 'open',
      isInternal: access === 'engine',
      isCommand: method !== RequestMethod.GET && !isPostedQuery(handler),
      query: argumentOf(controller, member, RouteParamtypes.QUERY) ?? undefined,
      body: argumentOf(controller, member, RouteParamtypes.BODY),
      route: isShownOnce(handler) ? { ...route, codes: [...(route.codes ?? []), 'answer_not_kept'] } : route,
    };
  });
}

/** The class of an argument; null when it is no class of ours, undefined when there is no such argument. */
function argumentOf(controller: Type, member: string, kind: RouteParamtypes): Envelope | null | undefined {
  const args = (Reflect.getMetadata(ROUTE_ARGS_METADATA, controller, member) ?? {}) as Record<string, object>;
  const place = Object.keys(args)
    .find((key) => key.startsWith(`${kind}:`))
    ?.split(':')[1];
  if (place === undefined) return undefined;
  const types = Reflect.getMetadata('design:paramtypes', controller.prototype as object, member) as readonly Envelope[];
  const type = types[Number(place)];
  return type === undefined || (type as unknown) === Object ? null : type;
}

function operationOf(handler: Handler): Operation {
  const { tag, status, isOpen, isInternal, route } = handler;
  const body = bodyOf(handler);
  const description = descriptionOf(handler);
  return {
    operationId: route.id,
    tags: [tag],
    summary: route.summary,
    ...(description === '' ? {} : { description }),
    security: isOpen ? [] : isInternal ? [{ bearer: [] }] : [{ bearer: [] }, { session: [] }],
    parameters: parametersOf(handler),
    ...(body === undefined ? {} : { requestBody: body }),
    responses: {
      [status]: {
        description: 'done',
        ...(route.answer === undefined
          ? {}
          : { content: { [route.media ?? 'application/json']: { schema: route.answer, example: route.example } } }),
      },
      ...refusalsOf(handler),
    },
  };
}

/** With who may call it, where not everybody may. */
function descriptionOf({ access, route: { description } }: Handler): string {
  const roles = access === 'open' ? [] : rolesThatMay(access);
  const who = roles.length === 0 ? [] : [`For the role${roles.length === 1 ? '' : 's'} ${roles.join(', ')}.`];
  return [...(description === undefined ? [] : [sentence(description)]), ...who].join(' ');
}

const sentence = (text: string): string => (text.endsWith('.') ? text : `${text}.`);

function bodyOf({ body, route }: Handler): Operation['requestBody'] {
  if (route.form !== undefined) return { required: true, content: { 'application/x-www-form-urlencoded': route.form } };
  if (body === undefined) return undefined;
  if (route.body !== undefined) return { required: true, content: { 'application/json': route.body } };
  if (body === null) throw new Error(`the body of ${route.id} is not described`);
  return { required: isRequired(body), content: { 'application/json': { schema: schemaOf(body) } } };
}

function parametersOf({ method, path, query, isCommand, isOpen, isInternal, route }: Handler): readonly Parameter[] {
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, param = '']) => param);
  return [
    ...inPath.map((param) => parameter(param, 'path', true, route.params?.[param] ?? id)),
    ...(query === undefined ? [] : fieldsOf(query)).map(([field, { schema, required }]) =>
      parameter(field, 'query', required, schema),
    ),
    ...(isCommand && !isOpen ? [IDEMPOTENCY_KEY] : []),
    ...(method !== 'get' && !isOpen && !isInternal ? [CSRF_TOKEN] : []),
  ];
}

/** By status, one closed schema a code. */
function refusalsOf(handler: Handler): Operation['responses'] {
  const byStatus = new Map<number, ProblemCode[]>();
  for (const code of new Set(codesOf(handler))) {
    const { status } = PROBLEMS[code];
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  return Object.fromEntries(
    [...byStatus].map(([status, codes]) => [
      status,
      { description: TITLES[status] ?? '', content: { 'application/problem+json': { schema: problemOf(codes) } } },
    ]),
  );
}

function codesOf({ method, path, query, isOpen, isInternal, isCommand, route }: Handler): readonly ProblemCode[] {
  const { codes = [] } = route;
  if (isOpen) return ['invalid_request', ...codes];
  const isReading = query !== undefined && (query === Reading || query.prototype instanceof Reading);
  return [
    ...(['invalid_request', 'unauthorized', 'forbidden', 'not_ready'] as const),
    ...(path.includes('{') ? (['not_found'] as const) : []),
    ...(method === 'get' ? [] : (['payload_too_large', 'unsupported_media_type'] as const)),
    ...(isReading ? (['read_model_behind', 'read_model_unfinished'] as const) : []),
    ...(isInternal ? (['engine_secret_not_configured'] as const) : []),
    ...(method === 'get' || isInternal ? [] : (['csrf_token_required'] as const)),
    ...(isCommand
      ? ([
          'idempotency_key_reused',
          'version_conflict',
          'append_too_large',
          'append_outcome_unknown',
          'event_unreadable',
        ] as const)
      : []),
    ...codes,
  ];
}

const problems = new Map<ProblemCode, Schema>();

function problemOf(codes: readonly ProblemCode[]): Schema {
  const refs = codes.map((code) => {
    const ref = problems.get(code) ?? name(`Problem${pascal(code)}`, schemaOfProblem(code));
    problems.set(code, ref);
    return [code, ref] as const;
  });
  const [[, first] = []] = refs;
  return refs.length === 1 && first !== undefined
    ? first
    : oneBy('code', Object.fromEntries(refs.map(([code, ref]) => [codeOf(code), ref])));
}

const pascal = (code: string): string => code.replace(/(?:^|_)([a-z])/g, (_, letter: string) => letter.toUpperCase());

/** Every named schema that something refers to, in the order of the alphabet. */
function schemasIn(paths: object): Readonly<Record<string, Schema>> {
  const found = new Map<string, Schema>();
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    if ('$ref' in value) {
      const [as, schema] = referred(value as Schema);
      if (found.has(as)) return;
      found.set(as, schema);
      visit(schema);
    } else Object.values(value).forEach(visit);
  };
  visit(paths);
  return Object.fromEntries([...found].sort(([a], [b]) => (a < b ? -1 : 1)));
}
