import { InvalidRequest } from '../../kernel/errors';
import type { Invalid } from '../../kernel/errors';
import { isId } from '../../kernel/ids';
import { ObjectInput, copyJson } from '../../kernel/input';
import type { JsonObject } from '../../kernel/message';
import { isTimeZone } from '../time/time-zone';
import type { Contact } from '../workflow/definition';

const ID = { max: 128, test: (text: string) => (isId(text) ? null : 'has a character that ids cannot have') };
const TEXT = { min: 0, max: 320 };
const PHONE = {
  max: 16,
  test: (text: string) => (/^\+\d{3,15}$/.test(text) ? null : 'must be + and 3 to 15 digits'),
};
const ZONE = { max: 64, test: (text: string) => (isTimeZone(text) ? null : 'is not the IANA name of a time zone') };

/** A contact from untrusted input: the named fields are checked, all others are free-form. @throws InvalidRequest */
export function parseContact(input: unknown, path = 'contact'): Contact {
  const errors: Invalid[] = [];
  const contact = ObjectInput.read(input, path, errors);
  contact?.string('id', ID);
  contact?.optionalString('name', TEXT);
  contact?.optionalString('email', TEXT);
  contact?.optionalString('phone', PHONE);
  contact?.optionalString('timezone', ZONE);
  if (errors.length > 0) throw new InvalidRequest(errors);
  return copyJson(input as JsonObject) as Contact;
}

/** The data of an event or a run: any object; none is an empty one. @throws InvalidRequest */
export function parseData(input: unknown, path = 'data'): JsonObject {
  if (input === undefined) return {};
  const errors: Invalid[] = [];
  ObjectInput.read(input, path, errors);
  if (errors.length > 0) throw new InvalidRequest(errors);
  return copyJson(input as JsonObject) as JsonObject;
}
