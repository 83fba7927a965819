/** Up to this length the built-in search takes no longer than it should. */
const SHORT = 100;

/**
 * `includes`, in a time that grows with the lengths of the texts only: its own takes seconds to look for a long text that
 * repeats itself in another. By Knuth, Morris and Pratt.
 */
export function containsText(text: string, sought: string): boolean {
  if (sought.length <= SHORT) return text.includes(sought);
  /** For each place: how much of the beginning of the sought text ends there too. */
  const repeats = new Uint32Array(sought.length);
  const extended = (length: number, unit: number): number => {
    let matched = length;
    while (matched > 0 && sought.charCodeAt(matched) !== unit) matched = repeats[matched - 1] ?? 0;
    return sought.charCodeAt(matched) === unit ? matched + 1 : 0;
  };
  for (let i = 1; i < sought.length; i++) repeats[i] = extended(repeats[i - 1] ?? 0, sought.charCodeAt(i));
  for (let i = 0, matched = 0; i < text.length; i++) {
    matched = extended(matched, text.charCodeAt(i));
    if (matched === sought.length) return true;
  }
  return false;
}
