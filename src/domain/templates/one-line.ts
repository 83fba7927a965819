/** Line breaks of every kind, CR LF as one, and the other control characters. */
const BREAKS = /\r\n|[\p{Cc}\u2028\u2029]/gu;

/** What must not go beyond its line, a subject or a header: every line break is a space. */
export const oneLine = (text: string): string => text.replace(BREAKS, ' ').trim();
