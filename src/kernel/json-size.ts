/** Bytes of a value in the ledger: its JSON text in UTF-8. */
export const jsonBytes = (value: unknown): number => Buffer.byteLength(JSON.stringify(value));

/**
 * A text that may be long, for the ledger and for people: at most `max` characters of it, and fewer when they are of more
 * than two bytes each. Never through the middle of a character of two units: half of one is no text.
 */
export function excerpt(text: string, max: number): string {
  let kept = cut(text, max);
  while (jsonBytes(kept) > 2 * max + 2) kept = cut(kept, kept.length / 2);
  return kept.length < text.length ? `${kept}…` : text;
}

const cut = (text: string, length: number): string => text.slice(0, length).replace(/[\ud800-\udbff]$/, '');
