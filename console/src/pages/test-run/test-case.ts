import { parseTyped } from '../../words/typed-json';

/** Whom and what a test run is tried with. */
export interface TestCase {
  /** A contact whose data it begins with, as the API has it. */
  readonly chosen: Readonly<Record<string, unknown>> | null;
  /** By field, as `data.estimate.total`: what somebody typed. Empty: it is absent. */
  readonly values: Readonly<Record<string, string>>;
  /** The data of a run that it begins with, as far as fields show it. */
  readonly carried?: JsonObject;
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
export function triedWith({ chosen, values, carried = {}, more }: TestCase, fields: readonly string[]): Tried {
  const added = readMore(more);
  const root: JsonObject = structuredClone({ contact: { id: 'test-contact', ...chosen }, data: carried });
  const safe = fields.map((field) => field.split('.')).filter((path) => path.length > 1 && !path.some(isUnsafe));
  const textAt = (path: readonly string[]): string => values[path.join('.')] ?? '';
  for (const path of safe) if (textAt(path).trim() === '') removeAt(root, path);
  const { contact, data } = merged(root, added) as { contact: JsonObject; data: JsonObject };
  for (const path of safe) {
    const text = textAt(path);
    // what still stands as it was shown keeps the type that it has
    if (text.trim() === '' || text === asShown(valueAt({ contact, data }, path))) continue;
    setAt({ contact, data }, path, path[0] === 'data' ? asTyped(text) : text);
  }
  const { id } = contact;
  return { contact: { ...contact, id: typeof id === 'string' ? id : 'test-contact' }, data };
}

/** What a run began with, as one would type it: what no field shows is JSON. */
export function caseOf({ contact, data }: Tried, fields: readonly string[]): TestCase {
  const values = shownAt({ contact, data }, fields);
  const shown = fields.filter((field) => field.startsWith('data.') && values[field] !== '');
  const [carried, rest]: [JsonObject, JsonObject] = [{}, structuredClone(data)];
  for (const [, ...path] of shown.map((field) => field.split('.'))) {
    setAt(carried, path, valueAt(data, path));
    takeFrom(rest, path);
  }
  const more = Object.keys(rest).length === 0 ? '' : JSON.stringify({ data: rest }, null, 2);
  return { chosen: contact, values, carried, more };
}

/** The fields that have nothing: what texts say of them comes out empty. None while the JSON is broken. */
export function missingIn(value: TestCase, fields: readonly string[]): readonly string[] {
  try {
    const { contact, data } = triedWith(value, fields);
    return fields.filter((field) => {
      const found = valueAt({ contact, data }, field.split('.'));
      return found === undefined || found === null || found === '';
    });
  } catch {
    return [];
  }
}

/** Objects into each other, the second over the first. */
function merged(under: JsonObject, over: JsonObject): JsonObject {
  const both = Object.entries(over).map(([name, value]) => {
    const below = Object.hasOwn(under, name) ? under[name] : undefined;
    return [name, isObject(below) && isObject(value) ? merged(below, value) : value] as const;
  });
  return { ...under, ...Object.fromEntries(both) };
}

const isUnsafe = (name: string): boolean => UNSAFE.includes(name);

const valueAt = (within: JsonObject, path: readonly string[]): unknown =>
  path.reduce<unknown>((at, name) => (isObject(at) && Object.hasOwn(at, name) ? at[name] : undefined), within);

const asShown = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';

const shownAt = (root: JsonObject, fields: readonly string[]): Readonly<Record<string, string>> =>
  Object.fromEntries(fields.map((field) => [field, asShown(valueAt(root, field.split('.')))]));

function readMore(text: string): { readonly contact: JsonObject; readonly data: JsonObject } {
  if (text.trim() === '') return { contact: {}, data: {} };
  const given = parseTyped(text);
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

/** Takes a value away, and with it the objects that have nothing else. */
function takeFrom(within: JsonObject, [name = '', ...rest]: readonly string[]): void {
  const next = within[name];
  if (rest.length > 0 && isObject(next)) takeFrom(next, rest);
  if (rest.length === 0 || (isObject(next) && Object.keys(next).length === 0)) Reflect.deleteProperty(within, name);
}

/** What somebody chosen has at the fields, as one would type it. */
export const valuesOf = (contact: JsonObject, fields: readonly string[]): Readonly<Record<string, string>> =>
  shownAt(
    { contact },
    fields.filter((field) => field.startsWith('contact.')),
  );
