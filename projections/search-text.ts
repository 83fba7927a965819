/** Characters that are indexed: a contact may have a name of any length. */
const MAX_INDEXED = 320;
/** Ends the text in an index key. No folded text has it, so that no search reaches beyond the end. */
const END = '\u0001';

/**
 * A text as it is compared in a search: letter by letter in lower case, whatever stands beside it (`Σ` is not `ς` at the
 * end of a word), and the same whichever case it came in (`ß` is `ss`, as in capitals).
 */
export const folded = (text: string): string =>
  Array.from(text.replace(/\p{Cc}/gu, ' '), (letter) => letter.toLowerCase().toUpperCase().toLowerCase()).join('');

/** Found by every beginning of the text, and unique by the id. */
export const searchKey = (text: string, id: string): string =>
  `${folded(Array.from(text).slice(0, MAX_INDEXED).join(''))}${END}${id}`;
