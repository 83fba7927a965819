import type { Work } from './render-budget';

/** Characters that a template may search a text for: of longer ones that repeat themselves a single search can take seconds. */
const MAX_SOUGHT = 1_000;
/** Characters of what is sought that are compared for a unit, at every character of the text. */
const AT_ONCE = 16;

/**
 * A search takes as long as the text is, times what is sought at the worst.
 * @throws TemplateError when that is too much; Error when what is sought is too long
 */
export function useSearch(work: Work, text: string, sought: string): void {
  if (sought.length > MAX_SOUGHT)
    throw new Error(`a text of more than ${MAX_SOUGHT} characters cannot be searched for`);
  work.use(text.length * (1 + sought.length / AT_ONCE));
}
