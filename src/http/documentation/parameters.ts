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

export const DESCRIPTION =
  'Executes contact automations and keeps the ledger of every run. A request says who sends it by a key, or by the session ' +
  'of a browser that is signed in; which roles may make a call stands beside it, and 403 says so too.';

const BEARER =
  '`Authorization: Bearer <key>`: a key has one account and one role, and is made at the first start or configured ' +
  '(`RUNLEDGER_API_KEYS`). `/internal` takes the engine secret likewise, `/metrics` its own token.';
const SESSION =
  'A browser that was signed in by a key (`POST /api/session`) has that role; what changes something brings the token of ' +
  'the session along, as `x-csrf-token`.';

/** How a request says who sends it. */
export const SCHEMES = {
  bearer: { type: 'http', scheme: 'bearer', description: BEARER },
  session: {
    type: 'apiKey',
    in: 'cookie',
    name: SESSION_COOKIE,
    description: SESSION,
  },
};
