import { isAbsent } from '../absent';

/** White space, and characters that leave no mark: zero-width ones, soft hyphens, fillers, the blank of Braille. */
const UNSEEN = /^[\s\p{Z}\p{Cc}\p{Default_Ignorable_Code_Point}\u2800]*$/u;

/** Whether a text is absent or has nothing to see in it. */
export const showsNothing = (text: string): boolean => isAbsent(text) || UNSEEN.test(text);

/** Elements that are seen without a text, and those whose text is none that is shown. */
const SEEN = /^<(img|picture|svg|video|audio|iframe|object|embed|canvas|input|button|progress|meter)[\s/>]/i;
const HIDING = /^<(head|title|style|script|template|noscript)[\s/>]/i;
const MARKUP = /^<[a-z/!?]/i;
const UNSEEN_ENTITY =
  /&(nbsp|ensp|emsp|emsp13|emsp14|thinsp|hairsp|numsp|puncsp|zwnj|zwj|shy|lrm|rlm|#x?[\da-f]{1,6});?/gi;

/** Whether an HTML page has nothing to see in it: no text and no picture. In a time that grows with its length only. */
export function htmlShowsNothing(html: string): boolean {
  const lower = html.toLowerCase();
  let at = 0;
  for (;;) {
    const tag = html.indexOf('<', at);
    const end = tag === -1 ? html.length : tag;
    if (!textShowsNothing(html.slice(at, end))) return false;
    if (tag === -1) return true;
    const start = html.slice(tag, tag + 12);
    if (SEEN.test(start) || !MARKUP.test(start)) return false;
    const closer = closerOf(start);
    const closed = lower.indexOf(closer, tag + 1);
    if (closed === -1) return true;
    const over = html.indexOf('>', closed);
    if (over === -1) return true;
    at = over + 1;
  }
}

function closerOf(start: string): string {
  if (start.startsWith('<!--')) return '-->';
  const hiding = HIDING.exec(start)?.[1];
  return hiding === undefined ? '>' : `</${hiding.toLowerCase()}`;
}

const textShowsNothing = (text: string): boolean => showsNothing(text.replace(UNSEEN_ENTITY, characterOf));

function characterOf(entity: string, name: string): string {
  if (!name.startsWith('#')) return ' ';
  const code = /^#x/i.test(name) ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1));
  return code <= 0x10ffff ? String.fromCodePoint(code) : entity;
}
