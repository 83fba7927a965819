/** With its first letter large. */
export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** With a stop at its end. */
export const ended = (text: string): string => (/[.!?…]$/.test(text) ? text : `${text}.`);

/** The service's words, which begin small and end without a stop, as a sentence; what begins with a path stays as it is. */
export const sentence = (words: string): string => (/^\w+[.[]/.test(words) ? ended(words) : capital(ended(words)));
