import { SERVICES_SENDER } from '../../../projections/account-settings';
import { DomainError } from '../../kernel/errors';
import type { Position } from '../../kernel/message';
import type { ToldMessage } from '../../ports/provider-calls';
import type { ReadModels } from './read-models';

/** How long it may take until everybody who uses a sender is known, in milliseconds. */
const CATCH_UP_MS = 5_000;
const PAGE = 500;

/**
 * The accounts whose SMS come from where an answer went.
 * @param head what was in the log by then is seen
 * @throws DomainError `not_ready`
 */
export async function accountsThatSendAs(
  { accountSettings, progress }: ReadModels,
  { to, isToService }: Pick<ToldMessage, 'to' | 'isToService'>,
  head: Position,
): Promise<readonly string[]> {
  if (!(await progress.reached([accountSettings.shape.name], head, CATCH_UP_MS)))
    throw new DomainError('not_ready', 'who uses this sender is not known yet');
  const accounts: string[] = [];
  for (const sender of new Set(isToService ? [...to, SERVICES_SENDER] : to)) {
    let from = '';
    for (;;) {
      const page = await accountSettings.find({ index: 'bySender', equals: [sender], from, limit: PAGE });
      const found = page.map(({ document }) => document.account);
      accounts.push(...found);
      const last = found.at(-1);
      if (last === undefined || page.length < PAGE) break;
      from = `${last}\0`;
    }
  }
  return accounts;
}
