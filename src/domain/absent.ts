import type { Json } from '../kernel/message';

/**
 * The one rule for what is not there: a value that is missing, null, or a text of nothing but white space. Rules,
 * templates, required fields and recipients all go by it.
 */
export const isAbsent = (value: Json | undefined): boolean =>
  value === undefined || value === null || (typeof value === 'string' && value.trim() === '');
