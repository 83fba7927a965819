import { SESSION_COOKIE } from '../access/sessions';
import { text } from '../openapi/schema';
import type { Schema } from '../openapi/schema';

export interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required: boolean;
  readonly description?: string;
  readonly schema: Schema;
}

export const parameter = (as: string, where: Parameter['in'], required: boolean, schema: Schema): Parameter => {
  const { description, ...rest } = schema;
  return { name: as, in: where, required, ...(description === undefined ? {} : { description }), schema: rest };
};

export const IDEMPOTENCY_KEY = parameter('Idempotency-Key', 'header', false, {
  type: 'string',
  minLength: 1,
  maxLength: 255,
  description:
    'the same key with the same JSON gives the same answer for 24 hours, and does it once; what is refused before it could ' +
    'change anything leaves the key free',
});

export const CSRF_TOKEN = parameter('x-csrf-token', 'header', false, {
  ...text,
  description: 'of the session; needed where the request comes by one',
});

/** How a request says who sends it. */
export const SCHEMES = {
  bearer: { type: 'http', scheme: 'bearer', description: 'a key of one account and role' },
  session: {
    type: 'apiKey',
    in: 'cookie',
    name: SESSION_COOKIE,
    description: 'of a browser that is signed in by a key',
  },
};
