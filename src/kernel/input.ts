import type { Invalid } from './errors';
import type { Json } from './message';

/**
 * Untrusted JSON read field by field: every fault is noted with its path, and reading goes on, so that one answer lists
 * them all. A field that is read is known; `end` notes all others.
 */
export class ObjectInput {
  private readonly fields: ReadonlyMap<string, unknown>;
  private readonly known = new Set<string>();

  private constructor(
    input: object,
    readonly path: string,
    readonly errors: Invalid[],
  ) {
    this.fields = new Map(Object.entries(input));
  }

  /** Null, with a fault noted, when it is no JSON object. */
  static read(input: unknown, path: string, errors: Invalid[]): ObjectInput | null {
    if (typeof input === 'object' && input !== null && !Array.isArray(input))
      return new ObjectInput(input, path, errors);
    errors.push({ path, message: 'must be an object' });
    return null;
  }

  has(name: string): boolean {
    return this.fields.has(name);
  }

  /** The raw value, undefined when absent. */
  take(name: string): unknown {
    this.known.add(name);
    return this.fields.get(name);
  }

  string(name: string, check: TextCheck): string {
    return this.optionalString(name, check) ?? this.missing(name, '');
  }

  optionalString(name: string, { min = 1, max, test }: TextCheck): string | undefined {
    const value = this.take(name);
    if (value === undefined) return undefined;
    if (typeof value !== 'string') return this.fault(name, 'must be a string', '');
    if (value.length < min)
      return this.fault(name, min === 1 ? 'must not be empty' : `must have ${min} characters or more`, value);
    if (value.length > max) return this.fault(name, `must have at most ${max} characters`, value);
    const wrong = test?.(value) ?? null;
    return wrong === null ? value : this.fault(name, wrong, value);
  }

  /** An object with the field when it is there, to be spread. */
  optionalField<Name extends string>(name: Name, check: TextCheck): { readonly [N in Name]?: string } {
    const value = this.optionalString(name, check);
    return (value === undefined ? {} : { [name]: value }) as { readonly [N in Name]?: string };
  }

  /** One of a few words; undefined also when it is another, with the fault noted. */
  optionalChoice<T extends string>(name: string, choices: readonly T[]): T | undefined {
    const value = this.take(name);
    if (value === undefined) return undefined;
    const found = choices.find((choice) => choice === value);
    if (found === undefined) this.fault(name, `must be one of ${choices.join(', ')}`, null);
    return found;
  }

  optionalInteger(name: string, min: number, max: number): number | undefined {
    const value = this.take(name);
    if (value === undefined) return undefined;
    if (typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max) return value;
    return this.fault(name, `must be a whole number from ${min} to ${max}`, min);
  }

  /** One item or more. */
  list(name: string, max: number): readonly unknown[] {
    return this.items(name, 1, max) ?? this.missing(name, []);
  }

  optionalList(name: string, max: number): readonly unknown[] | undefined {
    return this.items(name, 0, max);
  }

  private items(name: string, min: number, max: number): readonly unknown[] | undefined {
    const value = this.take(name);
    if (value === undefined) return undefined;
    if (!Array.isArray(value)) return this.fault(name, 'must be a list', []);
    if (value.length < min) return this.fault(name, 'must not be empty', []);
    return value.length > max ? this.fault(name, `must have at most ${max} items`, []) : (value as readonly unknown[]);
  }

  /** Notes a fault at a field and answers with what to go on with. */
  fault<T>(name: string, message: string, instead: T): T {
    this.errors.push({ path: at(this.path, name), message });
    return instead;
  }

  missing<T>(name: string, instead: T): T {
    // a field that is there and wrong has its fault already
    return this.has(name) ? instead : this.fault(name, 'is required', instead);
  }

  /** Everything that was not read is unknown. */
  end(): void {
    for (const name of this.fields.keys()) if (!this.known.has(name)) this.fault(name, 'is not known here', null);
  }
}

export interface TextCheck {
  /** Characters; 1 unless told. */
  readonly min?: number;
  readonly max: number;
  /** What is wrong with it, null when nothing is. */
  readonly test?: (text: string) => string | null;
}

/** The path of a field: `steps[2].then`, `headers["x-a b"]`. */
export const at = (path: string, name: string): string => {
  const plain = /^[A-Za-z_$][\w$-]*$/.test(name);
  if (!plain) return `${path}[${JSON.stringify(name)}]`;
  return path === '' ? name : `${path}.${name}`;
};

/** A fresh copy that shares nothing with the input and whose fields are plain own properties, also `__proto__`. */
export function copyJson(value: Json): Json {
  return JSON.parse(JSON.stringify(value)) as Json;
}
