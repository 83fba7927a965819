/** What a contact answered to an SMS asks for: no more messages, messages again, or neither of them. */
export type OptOutWish = 'out' | 'in' | null;

/** The words that carriers and providers agree on, each as a whole message. */
const OUT = ['STOP', 'STOPALL', 'UNSUBSCRIBE', 'CANCEL', 'END', 'QUIT', 'REVOKE', 'OPTOUT'];
const IN = ['START', 'YES', 'UNSTOP'];

/** A text says so only as a whole: "please stop by at 5" is none. Case, outer white space and closing punctuation do not matter. */
export function optOutWish(text: string): OptOutWish {
  const word = text
    .normalize('NFKC')
    .trim()
    .replace(/[\s\p{P}]+$/u, '')
    .toUpperCase();
  if (OUT.includes(word)) return 'out';
  return IN.includes(word) ? 'in' : null;
}
