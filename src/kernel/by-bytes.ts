/** The order of texts as stores have it: that of their bytes in UTF-8, not that of JavaScript's units. */
export const byBytes = (a: string, b: string): number => (a === b ? 0 : Buffer.compare(Buffer.from(a), Buffer.from(b)));
