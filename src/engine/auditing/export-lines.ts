import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ExportQuery } from '../../domain/account/events';
import { DomainError } from '../../kernel/errors';
import type { Position } from '../../kernel/message';
import { UnreadableEvent } from '../../ports/event-store';
import { CHAIN_START, chained } from './chain';
import { PageSize, pagesOfLog, pagesOfStream } from './log-pages';
import type { ReadableLog } from './log-pages';
import type { PageTurns } from './page-turns';
import type { StoredPlace } from './stored-places';
import { Selection } from './selection';

/** Which lines of which export. */
export interface ExportRequest {
  /** Null: of all accounts, which no export is. */
  readonly account: string | null;
  readonly query: ExportQuery;
  /** Its end: the last position that it may hold. */
  readonly until: Position;
  /** The lines after this position only; all the others are made as well, and left out. */
  readonly after: Position;
  /** What the chain has to have come to there; null: whatever it is. */
  readonly hash: string | null;
}

/** What the lines of events came to. */
export interface ExportSummary {
  /** The hash of the last line, CHAIN_START when there is none. */
  readonly head: string;
  readonly count: number;
  /** How many of them say that an event cannot be read. */
  readonly unreadable: number;
  readonly first: Position | null;
  readonly last: Position | null;
  /** When the last event that can be read was recorded. */
  readonly time: string | null;
}

/** Some lines after another, all of them at the end. */
export type ExportLines = AsyncGenerator<Uint8Array, ExportSummary>;

/**
 * The lines of an export, a page of them at a time and no page before it is asked for and has its turn; in between
 * everything else has its own. The same request gives the same bytes, whatever is appended meanwhile.
 *
 * @throws DomainError `export_differs` when the hash is not what the chain has come to
 */
export async function* exportLines(
  log: ReadableLog,
  request: ExportRequest,
  signal: AbortSignal,
  turns: Pick<PageTurns, 'take'> = { take: (work) => work() },
): ExportLines {
  const made = new PagewiseExport(log, request);
  const next = (): Promise<Uint8Array | null> => turns.take(() => made.next());
  for (let lines = await next(); lines !== null; lines = await next()) {
    if (lines.length > 0) yield lines;
    await nextTurn();
    signal.throwIfAborted();
  }
  return made.finish();
}

/** What is under way, without the events of a page: their lines are all that is kept while a reader is waited for. */
class PagewiseExport {
  private readonly made = new Made();
  private readonly size = new PageSize();
  private readonly pages: ReturnType<typeof pagesOfLog>;
  private readonly selection: Selection;
  private toCompare: string | null;
  private isOver = false;

  constructor(
    log: ReadableLog,
    private readonly request: ExportRequest,
  ) {
    const { account, query, hash } = request;
    this.selection = new Selection(account, query, log);
    this.pages = query.stream === undefined ? pagesOfLog(log, this.size) : pagesOfStream(log, query.stream, this.size);
    this.toCompare = hash;
  }

  /** The lines of a page, perhaps none; null after the last one. */
  async next(): Promise<Uint8Array | null> {
    if (this.isOver) return null;
    const { done, value: page } = await this.pages.next();
    if (done === true) return null;
    const { until, after } = this.request;
    let lines = '';
    const before = this.made.bytes;
    let count = 0;
    for (const found of page) {
      if (found.position > until) break;
      const holds = this.selection.holds(found);
      if (typeof holds === 'boolean' ? !holds : !(await holds)) continue;
      if (found.position > after) this.compare();
      const line = this.made.add(found);
      count += 1;
      if (found.position > after) lines += line;
    }
    this.size.adapt(count, this.made.bytes - before);
    this.isOver = (page.at(-1)?.position ?? '') >= until;
    return Buffer.from(lines);
  }

  finish(): ExportSummary {
    this.compare();
    return this.made.summary;
  }

  /** Once the beginning has been reached. */
  private compare(): void {
    if (this.toCompare !== null && this.toCompare !== this.made.head) throw differs(this.request.after);
    this.toCompare = null;
  }
}

const differs = (after: Position): DomainError =>
  new DomainError('export_differs', `the ledger gives another hash than this at position ${after || '(none)'}`);

/** The lines made so far. */
class Made {
  head = CHAIN_START;
  bytes = 0;
  private count = 0;
  private unreadable = 0;
  private first: Position | null = null;
  private last: Position | null = null;
  private time: string | null = null;

  add(found: StoredPlace): string {
    const { line, hash } = chained(jsonOf(found), this.head);
    this.head = hash;
    this.bytes += line.length;
    this.count += 1;
    this.first ??= found.position;
    this.last = found.position;
    if (found instanceof UnreadableEvent) this.unreadable += 1;
    else this.time = found.metadata.at;
    return line;
  }

  get summary(): ExportSummary {
    const { head, count, unreadable, first, last, time } = this;
    return { head, count, unreadable, first, last, time };
  }
}

/** An event as it was stored, whatever its schema version; or what is left of one that cannot be read. */
function jsonOf(found: StoredPlace): string {
  const { position, stream, revision, id, type } = found;
  const place = { position, stream, revision, id, type };
  if (found instanceof UnreadableEvent)
    return JSON.stringify({ ...place, error: { code: found.code, message: found.reason } });
  const { data, metadata } = found;
  return JSON.stringify({ ...place, at: metadata.at, data, metadata });
}
