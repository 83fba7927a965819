import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import type { OpenAPIObject } from '@nestjs/swagger';
import { ANSWERS } from './answer-examples';
import { ANSWER_SCHEMAS } from './answer-schemas';
import { BODIES, ref } from './body-schemas';
import { TITLES } from '../output/problem.filter';

/** Serves what is known of the routes, with what all of them share told once: refusals, answers, the Idempotency-Key. */
export function describeApi(app: NestFastifyApplication): void {
  const settings = new DocumentBuilder()
    .setTitle('Runledger')
    .setDescription('Executes contact automations and keeps the ledger of every run.')
    .setVersion('1')
    .addBearerAuth()
    .build();
  SwaggerModule.setup('api/docs', app, () => completed(SwaggerModule.createDocument(app, settings)), {
    jsonDocumentUrl: 'api/openapi.json',
    raw: ['json'],
  });
}

type Operation = NonNullable<OpenAPIObject['paths'][string]['get']>;

const METHODS = ['get', 'post', 'put', 'delete'] as const;

function completed(document: OpenAPIObject): OpenAPIObject {
  for (const [path, item] of Object.entries(document.paths))
    for (const method of METHODS) {
      const operation = item[method];
      if (operation !== undefined) complete(operation, method, path);
    }
  const { schemas, ...components } = document.components ?? {};
  return {
    ...document,
    components: {
      ...components,
      schemas: { ...schemas, ...BODIES, ...ANSWER_SCHEMAS, Problem: PROBLEM },
      responses: REFUSALS,
    },
  };
}

function complete(operation: Operation, method: (typeof METHODS)[number], path: string): void {
  const isCommand = method !== 'get' && !('x-query' in operation);
  const [schema, example] = ANSWERS[`${method.toUpperCase()} ${path}`] ?? [];
  const content = schema === undefined ? {} : { 'application/json': { schema: ref(schema), example } };
  for (const answer of Object.values(operation.responses))
    Object.assign(answer as object, { description: 'done', content });
  for (const status of refusalsOf(method !== 'get', isCommand, path))
    operation.responses[status] = { $ref: `#/components/responses/${nameOf(status)}` };
  if (isCommand) operation.parameters = [...(operation.parameters ?? []), IDEMPOTENCY_KEY];
}

function refusalsOf(mayHaveBody: boolean, isCommand: boolean, path: string): readonly number[] {
  if (path.startsWith('/health/')) return path.endsWith('/ready') ? [503] : [];
  const isInternal = path.startsWith('/internal/');
  return [
    ...[400, 401, 403],
    ...(path.includes('{') ? [404] : []),
    ...(isInternal || (mayHaveBody && !isCommand) ? [] : [409]),
    ...(mayHaveBody ? [413, 415] : []),
    ...(isCommand ? [422] : []),
    ...(isInternal ? [503] : []),
  ];
}

const nameOf = (status: number): string => `Problem${status}`;

const PROBLEM = {
  type: 'object' as const,
  description: 'RFC 9457. Some codes come with more members, such as `wakeAt` or `runStatus`.',
  required: ['type', 'title', 'status', 'code', 'detail'],
  properties: {
    type: { type: 'string' as const, example: '/problems/invalid_request' },
    title: { type: 'string' as const, example: 'Bad Request' },
    status: { type: 'integer' as const, example: 400 },
    code: { type: 'string' as const, description: 'stable, in snake_case', example: 'invalid_request' },
    detail: { type: 'string' as const, example: 'name: is required' },
    errors: {
      type: 'array' as const,
      description: 'of `invalid_request`: every fault with its path',
      items: {
        type: 'object' as const,
        properties: { path: { type: 'string' as const }, message: { type: 'string' as const } },
      },
    },
  },
  additionalProperties: true,
};

const REFUSALS = Object.fromEntries(
  Object.entries(TITLES).map(([status, description]) => [
    nameOf(Number(status)),
    { description, content: { 'application/problem+json': { schema: ref('Problem') } } },
  ]),
);

const IDEMPOTENCY_KEY = {
  name: 'Idempotency-Key',
  in: 'header' as const,
  required: false,
  description: 'the same key with the same request gives the same answer, and does it once',
  schema: { type: 'string' as const, minLength: 1, maxLength: 255 },
};
