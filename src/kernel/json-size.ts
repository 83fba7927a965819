import type { Json, JsonObject } from './message';

/** Bytes of a value in the ledger: its JSON text in UTF-8. */
export const jsonBytes = (value: unknown): number => Buffer.byteLength(JSON.stringify(value));

/**
 * A text that may be long, for the ledger and for people: at most `max` characters of it, and fewer when they are of more
 * than two bytes each. Never through the middle of a character of two units: half of one is no text.
 */
export function excerpt(text: string, max: number): string {
  let kept = cut(text, max);
  while (jsonBytes(kept) > 2 * max + 2) kept = cut(kept, kept.length / 2);
  return kept.length < text.length ? `${kept}…` : text;
}

/** The beginning of a text that came as bytes: at most `max` bytes of it in UTF-8, whole characters. */
export const beginningOf = (bytes: Uint8Array, max: number): string => {
  // what is no UTF-8 takes more bytes as text than it had
  const text = Buffer.from(decoded(bytes, max));
  return decoded(text, max);
};

const decoded = (bytes: Uint8Array, max: number): string =>
  new TextDecoder().decode(bytes.subarray(0, max), { stream: true });

/** A value for the ledger and for people: itself when its JSON text is short, else the beginning of that text. */
export function shortened(value: Json, max: number): Json {
  if (typeof value === 'string') return excerpt(value, max);
  if (typeof value !== 'object' || value === null) return value;
  const text = beginning(value, max);
  const short = excerpt(text, max);
  return short === text ? value : short;
}

/** The beginning of a value's JSON text, of which no more is made than is shown. */
export const shortText = (value: Json, max: number): string => excerpt(beginning(value, max), max);

/** All of the JSON text, or more than `max` characters of it. */
function beginning(value: Json, max: number): string {
  if (typeof value === 'string') return JSON.stringify(value.length > max ? value.slice(0, max + 2) : value);
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const isList = Array.isArray(value);
  let text = isList ? '[' : '{';
  let first = true;
  for (const name in value as JsonObject) {
    if (!Object.hasOwn(value, name)) continue;
    if (!first) text += ',';
    first = false;
    if (!isList) text += `${beginning(name, max)}:`;
    text += beginning((value as JsonObject)[name] ?? null, max);
    if (text.length > max) return text;
  }
  return text + (isList ? ']' : '}');
}

const cut = (text: string, length: number): string => text.slice(0, length).replace(/[\ud800-\udbff]$/, '');
