import type { Problem } from '../api/problem';
import { rate } from './time';

const WORDS: Readonly<Record<string, string>> = {
  unreachable: 'The service cannot be reached. Check the connection and try again.',
  unauthorized: 'This key is not known here.',
  not_found: 'It may have been removed, or be another account’s.',
  console_error: 'The console itself went wrong here. If it does so again, reload the page.',
  read_model_behind: 'The figures are catching up. Try again in a moment.',
  store_unavailable: 'The ledger does not answer at the moment. Nothing is lost; try again in a moment.',
  too_broad: 'Too many contacts match. Type a little more.',
  version_conflict: 'Somebody else changed it meanwhile. Look at it again.',
  payload_too_large: 'That is more than can be taken at once.',
};

/** What to tell whoever did it. */
export const toldOf = (problem: Problem): string =>
  whileFolded(problem) ?? whoMay(problem) ?? WORDS[problem.code] ?? problem.message;

function whoMay({ code, details: { roles } }: Problem): string | null {
  if (code !== 'forbidden') return null;
  const needed = Array.isArray(roles) && roles.length > 0 ? `: it needs the role ${roles.join(' or ')}` : '';
  return `Your role does not allow this${needed}.`;
}

/** What a page shows is put together from the ledger. */
function whileFolded({ code, details: { progress } }: Problem): string | null {
  if (code !== 'read_model_behind' || typeof progress !== 'number') return null;
  return `This is being put together from the ledger, ${rate(progress)} so far. Automations run on meanwhile.`;
}
