import { domainToASCII } from 'node:url';
import type { MessageChannel } from './effect';

/**
 * What is wrong with the recipient of a message, null when nothing is: an SMS goes to exactly one phone number in E.164, an
 * email to exactly one address.
 */
export function checkRecipient(channel: MessageChannel, to: string): string | null {
  if (channel === 'sms') return E164.test(to) ? null : 'is not one phone number such as +15550100000';
  return isEmailAddress(to) ? null : 'is not one email address such as ana@example.com';
}

/** What an opt-out of an address holds for, however it is written: of emails upper and lower case do not count. */
export function optOutAddress(channel: MessageChannel, to: string): string {
  if (channel === 'sms') return to;
  const at = to.lastIndexOf('@');
  return `${to.slice(0, at).normalize('NFC').toLowerCase()}@${domainToASCII(to.slice(at + 1))}`;
}

const E164 = /^\+[1-9][0-9]{2,14}$/;

/** Bytes of an address, of its local part, and characters of a host name and its labels as they are dialled: RFC 5321, 1035. */
const MAX = { address: 254, local: 64, host: 253, label: 63 };

/**
 * One address without a name: words with dots between them, in any alphabet, at a host name of two labels or more. A quoted
 * local part is refused: mail systems read it in different ways, and so differ about who gets the message.
 */
function isEmailAddress(to: string): boolean {
  if (Buffer.byteLength(to) > MAX.address) return false;
  const [local = '', host = '', ...more] = to.split('@');
  return (
    more.length === 0 && Buffer.byteLength(local) <= MAX.local && local.split('.').every(isWord) && isHostName(host)
  );
}

const WORD = /^[\p{L}\p{M}\p{Nd}!#$%&'*+/=?^_`{|}~-]+$/u;
const LABEL = /^(?!-)[\p{L}\p{M}\p{Nd}-]+(?<!-)$/u;

const isWord = (word: string): boolean => WORD.test(word) && looksLikeItself(word);

function isHostName(host: string): boolean {
  if (!host.split('.').every((label) => LABEL.test(label) && looksLikeItself(label))) return false;
  const dialled = domainToASCII(host);
  const labels = dialled.split('.');
  return (
    labels.length > 1 &&
    dialled.length <= MAX.host &&
    labels.every((label) => label.length <= MAX.label) &&
    !/^[0-9]+$/.test(labels.at(-1) ?? '')
  );
}

/** No wide or stylised letters, and of the alphabets that share letter shapes one alone. */
const looksLikeItself = (text: string): boolean =>
  text.normalize('NFKC') === text.normalize('NFC') && ALPHABETS.filter((alphabet) => alphabet.test(text)).length <= 1;

const ALPHABETS = [/\p{Script=Latin}/u, /\p{Script=Cyrillic}/u, /\p{Script=Greek}/u];
