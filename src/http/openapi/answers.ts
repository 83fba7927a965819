import 'reflect-metadata';
import type { ProblemCode } from './problems';
import type { Schema } from './schema';

/** What the document says of a route, beside what its decorators and arguments say already. */
export interface Route {
  /** The name of the call in generated clients: `defineWorkflow`. */
  readonly id: string;
  readonly summary: string;
  readonly description?: string;
  /** What it answers when it lets the request be, and an example of it; nothing where its status is 204. */
  readonly answer?: Schema;
  readonly example?: object | string;
  /** Of an answer that is no JSON; its schema and example are of one line, or of one event's data. */
  readonly media?: 'application/x-ndjson' | 'text/event-stream' | 'text/html' | 'text/plain' | 'text/xml';
  /** What it may refuse beside what every route of its kind refuses. */
  readonly codes?: readonly ProblemCode[];
  /** Of a body that has no envelope, since the domain reads it. */
  readonly body?: { readonly schema: Schema; readonly example: object };
  /** Of a body that is a form. */
  readonly form?: { readonly schema: Schema; readonly example: object };
  /** Of parameters of its path that are no ids. */
  readonly params?: Readonly<Record<string, Schema>>;
}

const ROUTE = Symbol('route');

/** Describes a route for whoever calls it. */
export const Answers =
  (route: Route): MethodDecorator =>
  (_controller, _name, descriptor) => {
    Reflect.defineMetadata(ROUTE, route, descriptor.value as object);
  };

export const routeOf = (handler: object): Route | undefined => Reflect.getMetadata(ROUTE, handler) as Route | undefined;

interface Resource {
  readonly tag: string;
  readonly description: string;
}

const RESOURCE = Symbol('resource');

/** Describes what the routes of a controller have in common. */
export const Resource =
  (tag: string, description: string): ClassDecorator =>
  (controller) => {
    Reflect.defineMetadata(RESOURCE, { tag, description } satisfies Resource, controller);
  };

/** @throws Error when it is not described */
export function resourceOf(controller: { readonly name: string }): Resource {
  const resource = Reflect.getMetadata(RESOURCE, controller) as Resource | undefined;
  if (resource === undefined) throw new Error(`${controller.name} is not described`);
  return resource;
}
