import type { TextCheck } from './input';

/** JSON Schema 2020-12, as OpenAPI 3.1 takes it: what the API says of its values. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly format?: string;
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: boolean | Schema;
  readonly items?: Schema | false;
  readonly prefixItems?: readonly Schema[];
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly maxProperties?: number;
  readonly oneOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly discriminator?: { readonly propertyName: string; readonly mapping: Readonly<Record<string, string>> };
  readonly description?: string;
  readonly default?: unknown;
  readonly examples?: readonly unknown[];
}

/** The schema of a text that is checked so. */
export const bounded = (schema: Schema, { min = 1, max }: TextCheck): Schema => ({
  ...schema,
  minLength: min,
  maxLength: max,
});

export type Fields<Key extends PropertyKey> = Readonly<Record<Key, Schema>>;

const REF = '#/components/schemas/';

/** For what is named somewhere else. */
export const ref = (to: string): Schema => ({ $ref: REF + to });

/** The name that a reference holds. */
export const nameIn = ({ $ref = '' }: Schema): string => $ref.slice(REF.length);
