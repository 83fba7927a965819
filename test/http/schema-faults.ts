import Ajv2020 from 'ajv/dist/2020';
import type { ValidateFunction } from 'ajv';

/** As much of JSON Schema as tests look into. */
export interface Schema {
  readonly $ref?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly oneOf?: readonly Schema[];
  readonly [word: string]: unknown;
}

export type Schemas = Readonly<Record<string, Schema>>;

/** What answers hold; a schema that names another form does not compile. */
const FORMATS: Readonly<Record<string, RegExp>> = {
  'date-time': /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/,
  date: /^\d{4}-\d\d-\d\d$/,
};

/**
 * Judges values by the schemas of the document, as JSON Schema 2020-12 says. Stricter than they are: an object that names
 * its fields has no others, unless the schema says that it may.
 */
export class SchemaJudge {
  private readonly ajv = new Ajv2020({ strict: true, strictRequired: false, strictTypes: false, allErrors: true });
  private readonly compiled = new Map<string, ValidateFunction>();

  constructor(schemas: Schemas) {
    for (const [name, form] of Object.entries(FORMATS)) this.ajv.addFormat(name, form);
    for (const word of ['discriminator', 'components']) this.ajv.addKeyword(word);
    this.ajv.addSchema({ $id: 'document', components: { schemas: strict(schemas) } });
  }

  /** Where a value is not what its schema says. */
  faultsOf(schema: Schema, value: unknown): readonly string[] {
    const key = JSON.stringify(schema);
    const validate = this.compiled.get(key) ?? this.ajv.compile(withDocument(strict(schema) as Schema));
    this.compiled.set(key, validate);
    if (validate(value)) return [];
    return (validate.errors ?? []).map(({ instancePath, message = '' }) => `${instancePath} ${message}`);
  }
}

const REF = '#/components/schemas/';

function strict(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(strict);
  if (typeof value !== 'object' || value === null) return value;
  const inner = Object.fromEntries(Object.entries(value).map(([word, one]) => [word, strict(one)]));
  const isObject = typeof inner['properties'] === 'object' && 'type' in inner && !('additionalProperties' in inner);
  return isObject ? { ...inner, additionalProperties: false } : inner;
}

const withDocument = (schema: Schema): Schema =>
  JSON.parse(JSON.stringify(schema).replaceAll(`"${REF}`, `"document${REF}`)) as Schema;

/** What a `$ref` stands for. */
export function referred(schemas: Schemas, ref: string): Schema {
  const found = ref.startsWith(REF) ? schemas[ref.slice(REF.length)] : undefined;
  if (found === undefined) throw new Error(`${ref} is nowhere`);
  return found;
}
