import type { JsonObject } from '../../src/kernel/message';

/** As much of an OpenAPI 3.0 schema as the documentation makes use of. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly format?: string;
  readonly pattern?: string;
  readonly enum?: readonly unknown[];
  readonly nullable?: boolean;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: boolean | Schema;
  readonly items?: Schema;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly discriminator?: { readonly propertyName: string; readonly mapping: Readonly<Record<string, string>> };
}

export type Schemas = Readonly<Record<string, Schema>>;

const REF = /^#\/components\/schemas\/(\w+)$/;
const FORMATS: Readonly<Record<string, RegExp>> = {
  'date-time': /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/,
  date: /^\d{4}-\d\d-\d\d$/,
};

/** What a `$ref` stands for. */
export function referred(schemas: Schemas, ref: string): Schema {
  const found = schemas[REF.exec(ref)?.[1] ?? ''];
  if (found === undefined) throw new Error(`${ref} is nowhere`);
  return found;
}

/**
 * Where a value is not what its schema says. Stricter than OpenAPI: an object that names its fields has no others, unless
 * the schema says that it may.
 */
export function faultsOf(schemas: Schemas, schema: Schema, value: unknown, at = '$'): readonly string[] {
  if (schema.$ref !== undefined) return faultsOf(schemas, referred(schemas, schema.$ref), value, at);
  if (value === null && schema.nullable === true) return [];
  const { oneOf, allOf = [], discriminator } = schema;
  const inAll = allOf.flatMap((one) => faultsOf(schemas, one, value, at));
  if (oneOf === undefined) return [...inAll, ...ownFaults(schemas, schema, value, at)];
  const name = (value as JsonObject | null)?.[discriminator?.propertyName ?? ''];
  const told = typeof name === 'string' ? discriminator?.mapping[name] : undefined;
  if (told !== undefined) return faultsOf(schemas, { $ref: told }, value, at);
  const each = oneOf.map((one) => faultsOf(schemas, one, value, at));
  const fitting = each.filter((faults) => faults.length === 0).length;
  return fitting === 1 ? inAll : [...inAll, `${at} fits ${fitting} of ${each.length}`, ...each.flat()];
}

function ownFaults(schemas: Schemas, schema: Schema, value: unknown, at: string): readonly string[] {
  const { type, minimum = -Infinity, maximum = Infinity, minItems = 0, maxItems = Infinity } = schema;
  if (type !== undefined && !isOf(type, value)) return [`${at} is no ${type}`];
  const faults: string[] = [];
  if (schema.enum?.includes(value) === false) faults.push(`${at} is ${String(value)}`);
  if (typeof value === 'number' && (value < minimum || value > maximum)) faults.push(`${at} is out of range`);
  if (typeof value === 'string') {
    const form = schema.pattern === undefined ? FORMATS[schema.format ?? ''] : new RegExp(schema.pattern);
    if (form?.test(value) === false) faults.push(`${at} is "${value}"`);
  }
  if (Array.isArray(value)) {
    if (value.length < minItems || value.length > maxItems) faults.push(`${at} has ${value.length} items`);
    const items = schema.items ?? {};
    faults.push(...value.flatMap((item: unknown, i) => faultsOf(schemas, items, item, `${at}[${i}]`)));
  } else if (type === 'object') faults.push(...fieldFaults(schemas, schema, value as JsonObject, at));
  return faults;
}

function fieldFaults(schemas: Schemas, schema: Schema, value: JsonObject, at: string): readonly string[] {
  // next to an allOf the fields are told there
  const { properties = {}, required = [], additionalProperties = schema.allOf !== undefined } = schema;
  const missing = required.filter((name) => !Object.hasOwn(value, name)).map((name) => `${at}.${name} is missing`);
  const wrong = Object.entries(value).flatMap(([name, field]) => {
    const told = Object.hasOwn(properties, name) ? properties[name] : additionalProperties;
    if (told === undefined || told === false) return [`${at}.${name} is unknown`];
    return told === true ? [] : faultsOf(schemas, told, field, `${at}.${name}`);
  });
  return [...missing, ...wrong];
}

function isOf(type: string, value: unknown): boolean {
  switch (type) {
    case 'integer':
      return Number.isInteger(value);
    case 'array':
      return Array.isArray(value);
    case 'object':
      return typeof value === 'object' && value !== null && !Array.isArray(value);
    default:
      return typeof value === type;
  }
}
