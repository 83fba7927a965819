import { partAtSignature } from './text-signature';

/** What a contact answered to an SMS asks for: no more messages, messages again, or neither of them. */
export type OptOutWish = 'out' | 'in' | null;

/** The words that carriers and providers agree on, each as a whole message. */
const OUT: ReadonlySet<string> = new Set([
  'STOP',
  'STOPALL',
  'UNSUBSCRIBE',
  'CANCEL',
  'END',
  'QUIT',
  'REVOKE',
  'OPTOUT',
]);
const IN: ReadonlySet<string> = new Set(['START', 'YES', 'UNSTOP']);

/** Which people write as two words. */
const TWO_WORDS = /\b(STOP) (ALL)\b|\b(OPT) (OUT)\b/g;
const COURTESY = /\b(?:PLEASE|THANKS|THANK YOU|(?:(?:KIND|BEST) )?REGARDS)\b/g;

/**
 * A text says so only as a whole, whatever signature is below it: "please stop by at 5" is none. Case, white space,
 * punctuation, pictures and what cannot be seen do not matter, and who asks to be left alone may say it twice, and please:
 * one asked too few is worse than one too many. So what else may be a signature is one below STOP, not below START.
 */
export function optOutWish(text: string): OptOutWish {
  const plain = text.normalize('NFKC').replace(/\p{Cf}/gu, '');
  const strict = partAtSignature(plain, false);
  if (IN.has(wordsOf(strict.said)) && !asksOut(strict.signature)) return 'in';
  return asksOut(partAtSignature(plain, true).said) ? 'out' : null;
}

function asksOut(lines: readonly string[]): boolean {
  const words = wordsOf(lines).replace(TWO_WORDS, '$1$2$3$4').replace(COURTESY, '').split(' ');
  const said = words.filter((word) => word !== '');
  return said.length > 0 && said.every((word) => OUT.has(word));
}

/** In capitals, with a space between them. */
const wordsOf = (lines: readonly string[]): string =>
  lines
    .join('\n')
    .toUpperCase()
    .split(/[^\p{L}\p{M}\p{N}]+/u)
    .filter((word) => word !== '')
    .join(' ');
