import { isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js/min';
import type { PhoneNumber } from 'libphonenumber-js/min';
import type { Contact } from './contact';

/** `+` and 3 to 15 digits: what is written so is a number already, whatever plan it belongs to. */
const INTERNATIONAL = /^\+[0-9]{3,15}$/;

/**
 * A phone number as a person or a program wrote it, in E.164; as it was written when it cannot be read as one number.
 *
 * @param country ISO 3166-1 alpha-2, whose national numbers are read; undefined: none are
 */
export function readPhone(written: string, country?: string): string {
  const text = cleaned(written);
  if (INTERNATIONAL.test(text)) return text;
  const number = asNumber(text, country) ?? (text.startsWith('00') ? asNumber(`+${text.slice(2)}`) : undefined);
  return number?.number ?? written;
}

/** What address books and messages put around a number: invisible marks, wide digits, a scheme, brackets about the `+`. */
const cleaned = (written: string): string =>
  written
    .normalize('NFKC')
    .replace(/\p{Cf}/gu, '')
    .trim()
    .replace(/^tel:\s*/i, '')
    .replace(/^\(\s*(\+\s*[0-9]{1,3})\s*\)/, '$1 ');

/** Undefined also for a number with an extension: no message goes to one. */
function asNumber(text: string, country?: string): PhoneNumber | undefined {
  const known = country !== undefined && isSupportedCountry(country) ? country : undefined;
  const number = parsePhoneNumberFromString(text, {
    extract: false,
    ...(known && { defaultCountry: known }),
  });
  return number?.isPossible() && number.ext === undefined ? number : undefined;
}

/** Whether the phone of a contact stands as it is kept, so that no country is needed to read it. */
export const isRead = ({ phone }: Contact): boolean => phone === undefined || INTERNATIONAL.test(phone);

/** The contact as it is kept. */
export const withPhoneRead = (contact: Contact, country?: string): Contact =>
  contact.phone === undefined ? contact : { ...contact, phone: readPhone(contact.phone, country) };
