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
/**
 * A text says so only as a whole: "please stop by at 5" is none. Case, white space, punctuation, pictures and what cannot be
 * seen do not matter, and who asks to be left alone may say it twice, and please: one asked too few is worse than one too many.
 */
export function optOutWish(text: string): OptOutWish {
  const said = text
    .normalize('NFKC')
    .replace(/\p{Cf}/gu, '')
    .toUpperCase()
    .split(/[^\p{L}\p{M}\p{N}]+/u)
    .filter((word) => word !== '')
    .join(' ');
  if (IN.has(said)) return 'in';
  const words = said
    .replace(/\b(STOP) (ALL)\b|\b(OPT) (OUT)\b/g, '$1$2$3$4') // which people write as two words
    .split(' ')
    .filter((word) => word !== 'PLEASE');
  return words.length > 0 && words.every((word) => OUT.has(word)) ? 'out' : null;
}
