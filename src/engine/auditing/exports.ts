import { accountDecider } from '../../domain/account/account';
import type { ExportQuery } from '../../domain/account/events';
import { categoryOfStream } from '../../domain/event-categories';
import { accountStream, workflowStream } from '../../domain/streams';
import type { CommandContext } from '../../kernel/command-context';
import { DomainError, InvalidRequest, NotFound } from '../../kernel/errors';
import type { Log } from '../../kernel/log';
import { START } from '../../kernel/message';
import type { Position } from '../../kernel/message';
import { UnreadableEvent } from '../../ports/event-store';
import type { EventStore } from '../../ports/event-store';
import type { Ledger } from '../deciding/ledger';
import type { AuditKey } from './audit-key';
import { chained } from './chain';
import { exportLines } from './export-lines';
import type { ExportLines, ExportRequest, ExportSummary } from './export-lines';
import type { ReadableLog } from './log-pages';
import { firstReadable } from './selection';

/** Where the lines of exports are made. */
export interface LineMaker {
  /** Ends early when the signal is aborted, which throws its reason. @throws what `exportLines` throws */
  lines(request: ExportRequest, signal: AbortSignal): ExportLines;
}

/** In the thread that asks. */
export const linesHere = (log: ReadableLog): LineMaker => ({
  lines: (request, signal) => exportLines(log, request, signal),
});

/** What is asked for. */
export interface Asked {
  readonly query: ExportQuery;
  /** Null: the end of the log as it is now. */
  readonly until: Position | null;
  /** START: all of it. */
  readonly after: Position;
  /** Of the line at `after`, or null. */
  readonly hash: string | null;
}

/** An export that has begun. */
export interface Begun {
  /** Its end. */
  readonly until: Position;
  readonly chunks: AsyncGenerator<Uint8Array, undefined>;
}

/** What an export came to, as its last line says it. */
export interface ExportHead extends ExportSummary {
  /** The log's identity. */
  readonly ledger: string;
  readonly account: string;
  readonly query: ExportQuery;
  /** The id of the key that signed it, null when nobody did. */
  readonly key: string | null;
  /** Ed25519, base64, over the JSON text of all the members before it. */
  readonly signature: string | null;
}

/** What the ledger of all accounts comes to: the chain over every event of it, as that of an export. */
export interface LedgerHead {
  /** The log's identity. */
  readonly ledger: string;
  /** Of the last event; null without any. */
  readonly position: Position | null;
  readonly count: number;
  /** SHA-256. */
  readonly head: string;
}

/** Each of them reads the whole log, or a stream of it; more than so many at once only make each other slow. */
const MOST_AT_ONCE = 16;

/** What an account's ledger holds, to be taken away. */
export class Exports {
  private underWay = 0;

  constructor(
    private readonly store: EventStore,
    private readonly ledger: Ledger,
    private readonly maker: LineMaker,
    readonly key: AuditKey | null,
    private readonly log: Log,
  ) {}

  /**
   * Fixes the end; the lines are made as they are taken. A finished export is in the account's stream before its last
   * line is given.
   *
   * @throws NotFound; InvalidRequest for a position that is not there yet; DomainError `export_differs`, `not_ready`
   */
  async begin(context: CommandContext, { query, until, after, hash }: Asked, signal: AbortSignal): Promise<Begun> {
    const request = await this.requested(context.account, query, until, after, hash);
    const lines = this.maker.lines(request, signal);
    // Whether the hash is right is known when the first line after it is made.
    const first = hash === null ? null : await lines.next();
    return { until: request.until, chunks: this.chunks(context, query, lines, first) };
  }

  /** What an export would come to. @throws what `begin` throws */
  async head(account: string, query: ExportQuery, until: Position | null, signal: AbortSignal): Promise<ExportHead> {
    const request = await this.requested(account, query, until, START, null);
    return this.signed(account, query, await this.summed(request, signal));
  }

  /** What the ledger of all accounts comes to. @throws InvalidRequest for a position that is not there yet; DomainError `not_ready` */
  async whole(until: Position | null, signal: AbortSignal): Promise<LedgerHead> {
    const request = await this.requested(null, {}, until, START, null);
    const { last, count, head } = await this.summed(request, signal);
    return { ledger: await this.store.identity(), position: last, count, head };
  }

  private async summed(request: ExportRequest, signal: AbortSignal): Promise<ExportSummary> {
    this.underWay += 1;
    try {
      const lines = this.maker.lines({ ...request, after: request.until }, signal);
      let next = await lines.next();
      while (next.done !== true) next = await lines.next();
      return next.value;
    } finally {
      this.underWay -= 1;
    }
  }

  private async requested(
    account: string | null,
    query: ExportQuery,
    asked: Position | null,
    after: Position,
    hash: string | null,
  ): Promise<ExportRequest> {
    if (this.underWay >= MOST_AT_ONCE)
      throw new DomainError('not_ready', 'as many exports are under way as there may be at once');
    const end = await this.store.head();
    const until = asked ?? end;
    const beyond = Object.entries({ until, after }).filter(([, position]) => position > end);
    if (beyond.length > 0)
      throw new InvalidRequest(beyond.map(([path]) => ({ path, message: 'is beyond the end of the log' })));
    if (after > until) throw new InvalidRequest([{ path: 'after', message: 'is behind until' }]);
    const { stream, workflowId } = query;
    if (stream !== undefined) await this.require(account, stream, 'stream');
    if (workflowId !== undefined) await this.require(account, workflowStream(workflowId), 'workflow');
    return { account, query, until, after, hash };
  }

  private async require(account: string | null, stream: string, what: string): Promise<void> {
    const first = categoryOfStream(stream) === undefined ? null : await firstReadable(this.store, stream);
    if (first?.metadata.account !== account) throw new NotFound(what);
  }

  private async *chunks(
    context: CommandContext,
    query: ExportQuery,
    lines: ExportLines,
    first: IteratorResult<Uint8Array, ExportSummary> | null,
  ): AsyncGenerator<Uint8Array, undefined> {
    this.underWay += 1;
    try {
      let next = first ?? (await lines.next());
      while (next.done !== true) {
        yield next.value;
        next = await lines.next();
      }
      await this.record(context, query, next.value);
      const { line } = chained(JSON.stringify(await this.signed(context.account, query, next.value)), next.value.head);
      yield Buffer.from(line);
      return undefined;
    } finally {
      this.underWay -= 1;
      await lines.return(undefined as never); // it was left, perhaps
    }
  }

  /** What cannot be recorded because the account's own stream is damaged is given all the same: it is what tells of it. */
  private async record(context: CommandContext, query: ExportQuery, summary: ExportSummary): Promise<void> {
    const { head, count, unreadable, first, last } = summary;
    const made = { query, first, last, count, unreadable, head, by: context.actor };
    const command = { type: 'RecordExport', made } as const;
    const stream = accountStream(context.account);
    try {
      await this.ledger.execute(context, stream, accountDecider, () => command);
    } catch (error) {
      if (!(error instanceof UnreadableEvent)) throw error;
      const { correlationId } = context;
      this.log.error('an export could not be recorded', { stream, correlationId, error: error.message });
    }
  }

  private async signed(account: string, query: ExportQuery, summary: ExportSummary): Promise<ExportHead> {
    const { head, ...rest } = summary;
    const told = { head, ...rest, ledger: await this.store.identity(), account, query, key: this.key?.id ?? null };
    return { ...told, signature: this.key?.sign(JSON.stringify(told)) ?? null };
  }
}
