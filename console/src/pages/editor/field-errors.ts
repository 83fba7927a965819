import type { FieldErrors } from './editing';

/** What is wrong with a field, or with something within it. */
export const errorWithin = (errors: FieldErrors, field: string): string | undefined => {
  const found = Object.entries(errors).find(
    ([at]) => at === field || at.startsWith(`${field}.`) || at.startsWith(`${field}[`),
  );
  if (found === undefined) return undefined;
  return found[0] === field ? found[1] : `${found[1]} (${found[0].slice(field.length).replace(/^\./, '')})`;
};
