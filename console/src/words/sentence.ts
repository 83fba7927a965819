/** With its first letter large. */
export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** The service's words, which begin small and end without a stop, as a sentence. */
export function sentence(words: string): string {
  const text = words.trim();
  return capital(/[.!?…]$/.test(text) ? text : `${text}.`);
}
