import 'reflect-metadata';
import { Transform } from 'class-transformer';
import { IsBoolean, IsIn, IsObject, IsString, MaxLength, MinLength, ValidateBy, ValidateIf } from 'class-validator';
import { object, referred } from '../openapi/schema';
import type { Schema } from '../openapi/schema';

/** What the document says of a field of an envelope. */
interface ToldField {
  readonly schema: Schema;
  readonly required: boolean;
}
type ToldFields = Readonly<Record<string, ToldField>>;
type Class = abstract new (...args: never[]) => object;
type Rules = readonly PropertyDecorator[];

const FIELDS = Symbol('told fields');

const tell =
  (schema: Schema, required: boolean, rules: Rules): PropertyDecorator =>
  (envelope, field) => {
    const before = (Reflect.getMetadata(FIELDS, envelope) ?? {}) as ToldFields;
    Reflect.defineMetadata(FIELDS, { ...before, [String(field)]: { schema, required } }, envelope);
    const all = [
      ...(required ? [] : [Optional()]),
      ...lengthsOf(schema),
      ...(rules.length > 0 ? rules : typeOf(schema)),
    ];
    for (const decorate of all) decorate(envelope, field);
  };

/**
 * A field of a body, or a parameter, that may be left out: it is described by its schema, and held to the schema's type
 * and bounds.
 * @param rules in the place of the type, where it alone does not say what is taken
 */
export const Told = (schema: Schema, ...rules: Rules): PropertyDecorator => tell(schema, false, rules);

/** One that may not. */
export const ToldRequired = (schema: Schema, ...rules: Rules): PropertyDecorator => tell(schema, true, rules);

/** May be left out, which null is not. */
export const Optional = (): PropertyDecorator => ValidateIf((_, value) => value !== undefined);

/** What is sent in a query is text: what reads as another type becomes that, anything else stays what it is and is refused. */
const converted = (read: (value: unknown) => unknown): PropertyDecorator =>
  Transform(({ value }: { value: unknown }) => read(value));

const wholeNumber = (value: unknown): unknown =>
  typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number(value) : value;
const flag = (value: unknown): unknown => (value === 'true' ? true : value === 'false' ? false : value);
const list = (value: unknown): unknown => (Array.isArray(value) ? (value as unknown[]) : [value]);

const IsWithin = (minimum: number, maximum: number): PropertyDecorator =>
  ValidateBy({
    name: 'isWithin',
    validator: {
      validate: (value) => Number.isInteger(value) && (value as number) >= minimum && (value as number) <= maximum,
      defaultMessage: () => `must be a whole number from ${minimum} to ${maximum}`,
    },
  });

function typeOf(schema: Schema): Rules {
  const {
    type,
    enum: words,
    items,
    minimum = Number.MIN_SAFE_INTEGER,
    maximum = Number.MAX_SAFE_INTEGER,
  } = plain(schema);
  if (words !== undefined) return [IsIn(words)];
  switch (type) {
    case 'string':
      return [IsString()];
    case 'integer':
      return [converted(wholeNumber), IsWithin(minimum, maximum)];
    case 'boolean':
      return [converted(flag), IsBoolean()];
    case 'object':
      return [IsObject()];
    case 'array': {
      const { enum: each = [] } = items === undefined || items === false ? {} : plain(items);
      return [converted(list), IsIn(each, { each: true, message: `must be one of ${each.join(', ')}` })];
    }
    default:
      throw new Error(`nothing tells what is taken of ${JSON.stringify(schema)}`);
  }
}

function lengthsOf(schema: Schema): Rules {
  const { minLength, maxLength } = plain(schema);
  return [
    ...(minLength === undefined ? [] : [MinLength(minLength)]),
    ...(maxLength === undefined ? [] : [MaxLength(maxLength)]),
  ];
}

const plain = (schema: Schema): Schema => (schema.$ref === undefined ? schema : referred(schema)[1]);

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
