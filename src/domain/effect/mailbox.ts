import { checkRecipient } from './recipient';

/** Whom a message comes from. */
export interface Mailbox {
  readonly name: string | null;
  readonly address: string;
}

/** A name without what ends it, and nothing that cannot be seen; in quotes or not. */
const NAMED =
  /^(?:"(?<quoted>[^"<>\\\p{C}\p{Zl}\p{Zp}]{1,100})"|(?<plain>[^"<>\\\p{C}\p{Zl}\p{Zp}]{1,100}?)) *<(?<address>[^<>\s]+)>$/u;

/** `ana@example.com`, or with a name: `Ana's shop <ana@example.com>`. Null when it is neither. */
export function parseMailbox(text: string): Mailbox | null {
  const { quoted, plain, address } = NAMED.exec(text)?.groups ?? { address: text };
  const name = (quoted ?? plain ?? '').trim();
  if (address === undefined || checkRecipient('email', address) !== null) return null;
  return { name: name === '' ? null : name, address };
}

/** What is wrong with whom emails come from, null when nothing is. */
export const checkMailbox = (text: string): string | null =>
  parseMailbox(text) === null ? 'is not an email address such as ana@example.com or Ana <ana@example.com>' : null;

const SMS_SENDER = /^(?:MG[0-9a-f]{32}|\+[1-9][0-9]{2,14}|(?=.*[A-Za-z])[A-Za-z0-9](?:[A-Za-z0-9 ]{0,9}[A-Za-z0-9])?)$/;

/**
 * Likewise of an SMS: a number in E.164, a name of at most 11 letters, digits and spaces, which cannot be answered, or the id
 * of a messaging service, a group of senders of which the provider picks one.
 */
export const checkSmsSender = (text: string): string | null =>
  SMS_SENDER.test(text)
    ? null
    : 'is neither a phone number such as +15550100000 nor 1 to 11 letters, digits and spaces';
