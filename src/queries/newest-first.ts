import type { Find, ReadModel, Stored } from '../ports/read-store';

/** A place to read from, and which of its documents count. */
export interface Source<Doc> {
  readonly index: string;
  readonly equals: readonly string[];
  readonly keep?: (document: Doc) => boolean;
}

export interface Range {
  readonly from?: string;
  readonly before?: string;
}

/**
 * The newest documents of several index ranges as one list: each range is read no further than the page needs, then they
 * are merged. One document stands in one range only.
 */
export async function newestFirst<Doc extends { readonly order: string }>(
  model: ReadModel<Doc>,
  sources: readonly Source<Doc>[],
  range: Range,
  limit: number,
): Promise<readonly Doc[]> {
  const lists = await Promise.all(sources.map((source) => readSource(model, source, range, limit)));
  return lists
    .flat()
    .sort((a, b) => (a.order < b.order ? 1 : -1))
    .slice(0, limit);
}

async function readSource<Doc extends { readonly order: string }>(
  model: ReadModel<Doc>,
  { index, equals, keep = () => true }: Source<Doc>,
  range: Range,
  limit: number,
): Promise<readonly Doc[]> {
  const kept: Doc[] = [];
  let before = range.before;
  for (;;) {
    const query: Find = {
      index,
      equals,
      ...range,
      ...(before === undefined ? {} : { before }),
      descending: true,
      limit,
    };
    const page: readonly Stored<Doc>[] = await model.find(query);
    kept.push(...page.map(({ document }) => document).filter(keep));
    const last = page.at(-1);
    if (last === undefined || page.length < limit || kept.length >= limit) return kept.slice(0, limit);
    before = last.document.order;
  }
}
