import 'reflect-metadata';
import { object } from './schema';
import type { Schema } from './schema';

/** What the document says of a field of an envelope. */
interface ToldField {
  readonly schema: Schema;
  readonly required: boolean;
}
type ToldFields = Readonly<Record<string, ToldField>>;
type Class = abstract new (...args: never[]) => object;

const FIELDS = Symbol('told fields');

const tell =
  (schema: Schema, required: boolean): PropertyDecorator =>
  (envelope, field) => {
    const before = (Reflect.getMetadata(FIELDS, envelope) ?? {}) as ToldFields;
    Reflect.defineMetadata(FIELDS, { ...before, [String(field)]: { schema, required } }, envelope);
  };

/** Describes a field of a body, or a parameter, that may be left out. */
export const Told = (schema: Schema): PropertyDecorator => tell(schema, false);

/** Describes one that may not. */
export const ToldRequired = (schema: Schema): PropertyDecorator => tell(schema, true);

export const fieldsOf = (envelope: Class): readonly (readonly [string, ToldField])[] =>
  Object.entries((Reflect.getMetadata(FIELDS, envelope.prototype as object) ?? {}) as ToldFields);

export const schemaOf = (envelope: Class): Schema => ({
  ...object({}),
  properties: Object.fromEntries(fieldsOf(envelope).map(([name, { schema }]) => [name, schema])),
  ...(isRequired(envelope)
    ? { required: fieldsOf(envelope).flatMap(([name, { required }]) => (required ? [name] : [])) }
    : {}),
  additionalProperties: false,
});

export const isRequired = (envelope: Class): boolean => fieldsOf(envelope).some(([, { required }]) => required);
