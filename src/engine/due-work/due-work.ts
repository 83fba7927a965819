import { SHARDS, laneOf } from '../../../projections/shard';
import type { ReadModel, Stored } from '../../ports/read-store';

/** Which shards of the due work are this process's to do. Two processes at one shard do no harm, only work twice. */
export interface HeldShards {
  held(): readonly string[];
}

/** For a process that is alone. */
export const ALL_SHARDS: HeldShards = { held: () => SHARDS };

/**
 * What is due first in several shards together, in its order.
 * @param account null: of all accounts
 */
export async function findDue<Doc extends { readonly order: string }>(
  model: ReadModel<Doc>,
  shards: readonly string[],
  kind: string,
  {
    account,
    ...range
  }: { readonly account: string | null; readonly from?: string; readonly before?: string; readonly limit: number },
): Promise<readonly Stored<Doc>[]> {
  const pages = await Promise.all(
    shards.map((shard) => {
      const lane = laneOf(kind, shard);
      const where =
        account === null ? { index: 'due', equals: [lane] } : { index: 'byDueAccount', equals: [account, lane] };
      return model.find({ ...where, ...range });
    }),
  );
  return pages.flat().sort(byOrder).slice(0, range.limit);
}

/** Likewise of what may be tried now: what failed lately is passed by, so that it holds up nothing behind it. */
export async function findDueNow<Doc extends { readonly order: string }>(
  model: ReadModel<Doc>,
  shards: readonly string[],
  kind: string,
  range: { readonly account: string | null; readonly before: string; readonly limit: number },
  mayTry: (found: Stored<Doc>) => boolean,
): Promise<readonly Stored<Doc>[]> {
  const found: Stored<Doc>[] = [];
  let page: readonly Stored<Doc>[];
  let from = '';
  do {
    page = await findDue(model, shards, kind, { ...range, from });
    found.push(...page.filter(mayTry));
    from = behind(page.at(-1)?.document.order ?? '');
  } while (page.length === range.limit && found.length < range.limit);
  return found.slice(0, range.limit);
}

/** The least order key that is greater. */
export const behind = (order: string): string => `${order}\u0000`;

const byOrder = (a: Stored<{ readonly order: string }>, b: typeof a): number =>
  a.document.order < b.document.order ? -1 : 1;
