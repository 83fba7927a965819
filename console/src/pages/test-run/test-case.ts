/** Whom and what a test run is tried with. */
export interface TestCase {
  /** A contact whose data it begins with, as the API has it. */
  readonly chosen: Readonly<Record<string, unknown>> | null;
  /** By field, as `data.estimate.total`: what somebody typed. Empty: it is absent. */
  readonly values: Readonly<Record<string, string>>;
  /** What the fields do not say, as JSON: `{"contact": {…}, "data": {…}}`. */
  readonly more: string;
}

export type JsonObject = Record<string, unknown>;

export interface Tried {
  readonly contact: JsonObject & { readonly id: string };
  readonly data: JsonObject;
}

export const NOBODY: TestCase = {
  chosen: null,
  values: {
    'contact.name': 'Ana Lopez',
    'contact.phone': '+15550100123',
    'contact.email': 'ana.lopez@example.com',
  },
  more: '',
};

/** Names that mean an object's own machinery: such a field is nobody's. */
const UNSAFE = ['__proto__', 'constructor', 'prototype'];

const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** @throws SyntaxError when what was added is no JSON object of contact and data, with what is wrong */
export function triedWith({ chosen, values, more }: TestCase, fields: readonly string[]): Tried {
  const added = readMore(more);
  const root: { contact: JsonObject; data: JsonObject } = structuredClone({
    contact: { id: 'test-contact', ...chosen, ...added.contact },
    data: added.data,
  });
  for (const field of fields) {
    const [of = '', ...names] = field.split('.');
    if (names.length === 0 || names.some((name) => UNSAFE.includes(name))) continue;
    const text = values[field] ?? '';
    const isData = of === 'data';
    if (text.trim() === '') removeAt(isData ? root.data : root.contact, names);
    else setAt(isData ? root.data : root.contact, names, isData ? asTyped(text) : text);
  }
  const { id } = root.contact;
  return { contact: { ...root.contact, id: typeof id === 'string' ? id : 'test-contact' }, data: root.data };
}

function readMore(text: string): { readonly contact: JsonObject; readonly data: JsonObject } {
  if (text.trim() === '') return { contact: {}, data: {} };
  const given: unknown = JSON.parse(text);
  if (!isObject(given)) throw new SyntaxError('It must be an object with contact and data.');
  const { contact = {}, data = {}, ...rest } = given;
  const [unknown] = Object.keys(rest);
  if (unknown !== undefined) throw new SyntaxError(`It has “${unknown}”, and takes contact and data.`);
  if (!isObject(contact) || !isObject(data)) throw new SyntaxError('contact and data must be objects.');
  return { contact, data };
}

/** A number or a yes or no where that is what was typed; other texts stay texts. */
function asTyped(text: string): unknown {
  if (text === 'true' || text === 'false') return text === 'true';
  return text.trim() !== '' && String(Number(text)) === text ? Number(text) : text;
}

function setAt(within: JsonObject, [name = '', ...rest]: readonly string[], value: unknown): void {
  if (rest.length === 0) {
    within[name] = value;
    return;
  }
  const next = within[name];
  const inner = typeof next === 'object' && next !== null ? (next as JsonObject) : {};
  within[name] = inner;
  setAt(inner, rest, value);
}

function removeAt(within: JsonObject, [name = '', ...rest]: readonly string[]): void {
  const next = within[name];
  if (rest.length === 0) within[name] = null;
  else if (typeof next === 'object' && next !== null) removeAt(next as JsonObject, rest);
}

/** What somebody chosen has at the fields, as one would type it. */
export function valuesOf(contact: JsonObject, fields: readonly string[]): Readonly<Record<string, string>> {
  const values: Record<string, string> = {};
  for (const field of fields) {
    const [of, ...names] = field.split('.');
    if (of !== 'contact') continue;
    const value = names.reduce<unknown>((at, name) => (isObject(at) ? at[name] : undefined), contact);
    values[field] =
      typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
  }
  return values;
}
