import { InvalidRequest } from '../../kernel/errors';
import type { Invalid } from '../../kernel/errors';
import { isId } from '../../kernel/ids';
import { ObjectInput, copyJson } from '../../kernel/input';
import type { TextCheck } from '../../kernel/input';
import { jsonBytes } from '../../kernel/json-size';
import type { Json, JsonObject } from '../../kernel/message';

/** Who a workflow is about. Anything beyond the named fields is free-form. */
export type Contact = JsonObject & {
  readonly id: string;
  readonly name?: string;
  readonly email?: string;
  /** In E.164 where it could be read so; else as it was written. */
  readonly phone?: string;
  /** As it was written, often the IANA name of a time zone: `zoneOfRun` reads it. */
  readonly timezone?: Json;
};

const ID = { max: 128, test: (text: string) => (isId(text) ? null : 'has a character that ids cannot have') };
const TEXT = { min: 0, max: Infinity };
export const PHONE = { min: 0, max: 40 };
const OPTIONAL = new Map<string, TextCheck>([
  ['name', TEXT],
  ['email', TEXT],
  ['phone', PHONE],
]);

/** What a run starts with goes into one append with its first decision. A number may take more than it came in. */
const MAX_BYTES = 256 * 1024;

/**
 * A contact from untrusted input: the named fields are checked, all others are free-form. Its phone is not read yet, since
 * that takes the account's country. @throws InvalidRequest
 */
export function parseContact(input: unknown, path = 'contact'): Contact {
  const errors: Invalid[] = [];
  const contact = ObjectInput.read(input, path, errors);
  contact?.string('id', ID);
  for (const [name, check] of OPTIONAL) if (!isLeftOut(name, contact?.take(name))) contact?.optionalString(name, check);
  if (errors.length > 0) throw new InvalidRequest(errors);
  const fields = Object.entries(copyJson(input as JsonObject) as JsonObject)
    .filter(([name, value]) => isTold(name, value))
    .map(([name, value]) => [name, isPhoneNumber(name, value) ? String(value) : value]);
  return Object.fromEntries(fields) as Contact;
}

const isLeftOut = (name: string, value: unknown): boolean => value === null || isPhoneNumber(name, value);

/** Spreadsheets and scripts send the digits of a phone as a number. */
const isPhoneNumber = (name: string, value: unknown): value is number =>
  name === 'phone' && typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;

/** What is null is not told; of a contact's own fields it stays. */
const isTold = (name: string, value: Json): boolean => value !== null || !(OPTIONAL.has(name) || name === 'timezone');

/** The data of an event or a run: any object; none is an empty one. @throws InvalidRequest */
export function parseData(input: unknown, path = 'data'): JsonObject {
  if (input === undefined) return {};
  const errors: Invalid[] = [];
  ObjectInput.read(input, path, errors);
  if (errors.length > 0) throw new InvalidRequest(errors);
  return copyJson(input as JsonObject) as JsonObject;
}

/** Of a contact and data that belong together; the larger one is to blame. @throws InvalidRequest */
export function checkSize(contact: Contact, data: JsonObject): void {
  const [ofContact, ofData] = [jsonBytes(contact), jsonBytes(data)];
  if (ofContact + ofData <= MAX_BYTES) return;
  const path = ofContact > ofData ? 'contact' : 'data';
  throw new InvalidRequest([{ path, message: `contact and data must be at most ${MAX_BYTES} bytes together` }]);
}
