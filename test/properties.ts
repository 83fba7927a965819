import fc from 'fast-check';

/** `npm run model` tries every property this many times as often, and from another seed each time. */
const EFFORT = Number(process.env['EFFORT'] ?? 1);

/** Before every test file: the same cases in every `npm test`. */
if (EFFORT === 1) fc.configureGlobal({ seed: 1 });

/** How often a property is tried in `npm test`. */
export const tried = (times: number): { readonly numRuns: number } => ({ numRuns: times * EFFORT });
