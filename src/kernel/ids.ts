import { createHmac, hash, randomBytes, randomUUID } from 'node:crypto';
import { Recent } from './recent';

/** 32 hexadecimal digits (128 bits of SHA-256) of a list of strings; different lists give different ids. */
export const hashId = (...parts: readonly string[]): string => hashOf(JSON.stringify(parts));

const hashOf = (text: string): string => hash('sha256', text).slice(0, 32);

const RECENT = new Recent<string, string>(20_000);

/** The same, of what is asked for again and again. */
export function knownHashId(...parts: readonly string[]): string {
  const text = JSON.stringify(parts);
  const known = RECENT.get(text);
  if (known !== undefined) return known;
  const id = hashOf(text);
  RECENT.set(text, id);
  return id;
}

/** A UUID (version 8, RFC 9562) that is a function of a list of strings. */
export const uuidFrom = (...parts: readonly string[]): string => {
  const hex = hashId(...parts);
  const variant = ((parseInt(hex.charAt(16), 16) & 0x3) | 0x8).toString(16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20)}`;
};

/** What only who has the key can make of a list of strings: 128 bits of its HMAC by SHA-256, in 22 characters. */
export const signature = (key: string, ...parts: readonly string[]): string =>
  createHmac('sha256', key).update(JSON.stringify(parts)).digest().subarray(0, 16).toString('base64url');

/** A fresh id for a command, a process or a key. */
export const newId = (): string => randomUUID();

/** 256 bits that nobody guesses. */
export const randomKey = (): Buffer => randomBytes(32);

/** Ids that come from outside: 1 to 128 letters, digits and `-_.:@+`. */
export const isId = (text: string): boolean => /^[A-Za-z0-9\-_.:@+]{1,128}$/.test(text);
