import { jsonBytes } from '../kernel/json-size';
import type { Find, ReadModel, Stored } from '../ports/read-store';

/** A place to read from, and which of its documents count. */
export interface Source<Doc> {
  readonly index: string;
  readonly equals: readonly string[];
  readonly keep?: (document: Doc) => boolean;
}

/** Whatever an index lists has an order key. */
interface Ordered {
  readonly order: string | null;
}

export interface Range {
  readonly from?: string;
  readonly before?: string;
}

export interface Page<Doc> {
  readonly documents: readonly Doc[];
  /** The order key of the last document when there are more. */
  readonly next: string | null;
}

/** Bytes of JSON that a page may have: of documents, which are close to what is answered of them. */
const MAX_PAGE_BYTES = 900_000;
/** Documents read at once while nobody knows how large they are. */
const FIRST_READ = 25;

/**
 * The newest documents of several index ranges as one page, which ends before its limit where it would grow too large:
 * each range is read no further than the page needs, then they are merged. One document stands in one range only.
 */
export async function newestFirst<Doc extends Ordered>(
  model: ReadModel<Doc>,
  sources: readonly Source<Doc>[],
  range: Range,
  limit: number,
): Promise<Page<Doc>> {
  const lists = await Promise.all(sources.map((source) => readSource(model, source, range, limit + 1)));
  const found = lists.flat().sort((a, b) => (orderOf(a) < orderOf(b) ? 1 : -1));
  let bytes = 0;
  const fitting = found.findIndex((one, i) => (bytes += one.bytes) > MAX_PAGE_BYTES && i > 0);
  const documents = found.slice(0, Math.min(limit, fitting < 0 ? limit : fitting)).map(({ document }) => document);
  return { documents, next: found.length > documents.length ? (documents.at(-1)?.order ?? null) : null };
}

interface Sized<Doc> {
  readonly document: Doc;
  readonly bytes: number;
}

/** Until there are so many, or more than a page may hold. */
async function readSource<Doc extends Ordered>(
  model: ReadModel<Doc>,
  { index, equals, keep = () => true }: Source<Doc>,
  range: Range,
  count: number,
): Promise<readonly Sized<Doc>[]> {
  const kept: Sized<Doc>[] = [];
  let before = range.before;
  let bytes = 0;
  let limit = Math.min(count, FIRST_READ);
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
    const sized = page.map(({ document }) => ({ document, bytes: jsonBytes(document) }));
    kept.push(...sized.filter(({ document }) => keep(document)));
    bytes = kept.reduce((sum, one) => sum + one.bytes, 0);
    const last = page.at(-1);
    if (last === undefined || page.length < limit || kept.length >= count) return kept.slice(0, count);
    if (bytes > MAX_PAGE_BYTES && kept.length > 1) return kept;
    before = orderOf(last);
    const each = sized.reduce((sum, one) => sum + one.bytes, 0) / sized.length;
    limit = Math.max(1, Math.min(count, Math.ceil(MAX_PAGE_BYTES / each)));
  }
}

const orderOf = ({ document }: { readonly document: Ordered }): string => document.order ?? '';
