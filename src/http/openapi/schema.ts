import { nameIn, ref } from '../../kernel/json-schema';
import type { Fields, Schema } from '../../kernel/json-schema';

/**
 * The language of the API's schemas. The compiler compares the fields that an object's schema names with those of the type
 * it describes, so that neither gains or loses one alone.
 */
export { ref };
export type { Fields, Schema };

type OptionalKey<T> = { [K in keyof T]-?: object extends Pick<T, K> ? K : never }[keyof T];
type Optional<T> = [OptionalKey<T>] extends [never] ? [] : [optional: Fields<OptionalKey<T>>];
export type MayLack<T, Key extends keyof T> = Omit<T, Key> & Partial<Pick<T, Key>>;

/** Of an answer: it may gain fields in a later version. */
export const object = <T>(required: Fields<Exclude<keyof T, OptionalKey<T>>>, ...[optional]: Optional<T>): Schema => ({
  type: 'object',
  // a list of no names says nothing
  ...(Object.keys(required).length === 0 ? {} : { required: Object.keys(required) }),
  properties: { ...required, ...optional },
});

/** Of what is sent: unknown fields are refused. */
export const closed = (schema: Schema): Schema => ({ ...schema, additionalProperties: false });

const named = new Map<string, Schema>();

/** Gives a schema a name in the document, and answers with the reference to it. A name is given once. */
export function name(as: string, schema: Schema): Schema {
  if (named.has(as)) throw new Error(`two schemas are called ${as}`);
  named.set(as, schema);
  return ref(as);
}

/** What a reference stands for. */
export function referred(to: Schema): readonly [name: string, schema: Schema] {
  const as = nameIn(to);
  const schema = named.get(as);
  if (schema === undefined) throw new Error(`no schema is called ${as}`);
  return [as, schema];
}

export const text: Schema = { type: 'string' };
export const id: Schema = { type: 'string', pattern: '^[A-Za-z0-9\\-_.:@+]{1,128}$' };
export const whole: Schema = { type: 'integer' };
export const count: Schema = { type: 'integer', minimum: 0 };
export const flag: Schema = { type: 'boolean' };
export const date: Schema = { type: 'string', format: 'date' };
export const time: Schema = { type: 'string', format: 'date-time', description: 'ISO 8601, UTC, milliseconds' };
/** As it may be sent: seconds may be left out, and any offset is taken. */
export const sentTime: Schema = {
  type: 'string',
  description: 'ISO 8601 with its offset',
  examples: ['2026-11-24T10:00:00Z'],
};
export const timezone: Schema = { type: 'string', description: 'an IANA name', examples: ['Europe/Madrid'] };
export const json: Schema = { description: 'any JSON value' };
export const anyFields: Schema = { type: 'object', additionalProperties: true };
export const only = (value: string | boolean): Schema => ({ type: typeof value, const: value });
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- named by the caller, so that words are of a type
export const words = <T extends string>(...all: readonly T[]): Schema => ({ type: 'string', enum: all });
export const listOf = (items: Schema, limits: Pick<Schema, 'minItems' | 'maxItems'> = {}): Schema => ({
  type: 'array',
  items,
  ...limits,
});
/** A list with a place for each. */
export const tuple = (...items: readonly Schema[]): Schema => ({
  type: 'array',
  prefixItems: items,
  items: false,
  minItems: items.length,
  maxItems: items.length,
});

export function orNull(schema: Schema): Schema {
  const { type, description } = schema;
  if (typeof type !== 'string')
    return { oneOf: [schema, { type: 'null' }], ...(description === undefined ? {} : { description }) };
  return { ...schema, type: [type, 'null'], ...(schema.enum === undefined ? {} : { enum: [...schema.enum, null] }) };
}

/** One of several named schemas, told apart by a field that is another word in each. */
export const oneBy = (field: string, refs: Readonly<Record<string, Schema>>): Schema => ({
  oneOf: [...new Map(Object.values(refs).map((one) => [one.$ref, one])).values()],
  discriminator: {
    propertyName: field,
    mapping: Object.fromEntries(Object.entries(refs).map(([word, { $ref = '' }]) => [word, $ref])),
  },
});
