import { Observable } from 'rxjs';
import type { Subscriber } from 'rxjs';
import { runHistory } from '../../projections/run-history';
import type { RunHistory } from '../../projections/run-history';
import { EventCodec } from '../engine/deciding/event-codec';
import { Changes } from '../engine/projecting/changes';
import { nextTurnOfLoop } from '../engine/deciding/fair-turns';
import type { ChangedPage } from '../engine/projecting/changes';
import type { ProjectionProgress } from '../engine/projecting/projection-progress';
import type { ReadModels } from '../engine/projecting/read-models';
import type { Clock } from '../kernel/clock';
import { messageOf } from '../kernel/errors';
import type { Log } from '../kernel/log';
import { START, isPosition } from '../kernel/message';
import type { Position } from '../kernel/message';
import { isOutage } from '../ports/availability';
import type { EventStore } from '../ports/event-store';
import { KeptNotices, piecesOf } from './kept-notices';
import type { RunNotice, Told } from './kept-notices';
import { definitionsOf, runView } from './run-view';

/** What a reader is told of. */
export interface RunFilter {
  readonly account: string;
  readonly workflowId?: string;
  readonly runId?: string;
}

export interface RunWatch {
  readonly notices: Observable<RunNotice>;
  /** Where a reader of them could go on by now. */
  readonly position: () => Position;
}

interface Reader {
  readonly filter: RunFilter;
  readonly subscriber: Subscriber<RunNotice>;
  /** What came up to here is no news. */
  after: Position;
}

interface Sources {
  readonly events: Pick<EventStore, 'subscribe' | 'idAt'>;
  readonly progress: ProjectionProgress;
  readonly clock: Clock;
  readonly log: Log;
}

/** Events that are looked through for one who comes back after more than that. */
const LOOKED_THROUGH = 20_000;
const RETRY_MS = 1_000;

/**
 * Tells readers of runs as they change. All share one reading of the log and one text a change, while there is a reader at
 * all. What is told can be read.
 */
export class RunChanges {
  private readonly readers = new Map<string, Set<Reader>>();
  private readonly kept = new KeptNotices();
  /** Up to here everything was told. */
  private position: Position = START;
  private reading: AbortController | null = null;
  /** Readers, also those who are still being brought back. */
  private present = 0;
  /** Those who were away long come back one at a time. */
  private returning: Promise<void> = Promise.resolve();

  private constructor(
    private readonly changes: Changes<RunHistory>,
    private readonly models: Pick<ReadModels, 'progress' | 'runHistory' | 'definitions'>,
    private readonly events: Pick<EventStore, 'idAt'>,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  static over({ events, progress, clock, log }: Sources, models: ReadModels): RunChanges {
    const shownWith = [models.stepTimeline, models.definitions].map(({ shape }) => shape.name);
    const changes = new Changes(events, new EventCodec(), runHistory, models.runHistory, shownWith, progress);
    return new RunChanges(changes, models, events, clock, log);
  }

  /** What changes from now on, or after a position of this log. */
  watch(filter: RunFilter, after: Position | null): RunWatch {
    let reader: Reader | null = null;
    const notices = new Observable<RunNotice>((subscriber) => {
      const joining: Reader = { filter, subscriber, after: after ?? this.now() };
      reader = joining;
      this.present += 1;
      this.join(joining, after).catch((error: unknown) => {
        subscriber.error(error);
      });
      return () => {
        this.leave(joining);
      };
    });
    return {
      notices,
      position: () => (reader !== null && reader.after > this.position ? reader.after : this.position),
    };
  }

  private now(): Position {
    return this.models.progress.asOf([this.models.runHistory.shape.name]).position;
  }

  private async join(reader: Reader, after: Position | null): Promise<void> {
    if (after !== null && !(await this.isOfThisLog(after))) this.reset(reader);
    if (hasLeft(reader)) return;
    this.begin(reader.after);
    if (reader.after < this.kept.floor) {
      const turn = this.returning.then(() => this.bringBack(reader));
      this.returning = turn.catch(() => undefined);
      await turn;
    }
    if (hasLeft(reader)) return;
    for (let number = this.kept.first; number < this.kept.end;) {
      if (number < this.kept.first) {
        this.reset(reader); // the others went on too fast
        break;
      }
      const piece = this.kept.pieceFrom(number);
      for (const told of piece) tell(reader, told);
      number += piece.length;
      await nextTurnOfLoop();
      if (hasLeft(reader)) return;
    }
    const { account } = reader.filter;
    const readers = this.readers.get(account) ?? new Set();
    this.readers.set(account, readers.add(reader));
  }

  private async isOfThisLog(position: Position): Promise<boolean> {
    return position === START || (isPosition(position) && (await this.events.idAt(position)) !== null);
  }

  /** Reads for one reader until what comes next is among what is kept. */
  private async bringBack(reader: Reader): Promise<void> {
    const stop = new AbortController();
    reader.subscriber.add(() => {
      stop.abort();
    });
    let events = 0;
    for await (const page of this.changes.after(reader.after, stop.signal)) {
      if (hasLeft(reader)) break;
      for (const piece of piecesOf(await this.toldOf(page))) {
        for (const told of piece) tell(reader, told);
        await nextTurnOfLoop();
      }
      reader.after = page.next;
      events += page.events;
      if (reader.after >= this.kept.floor) break;
      if (events < LOOKED_THROUGH) continue;
      this.reset(reader);
      break;
    }
    stop.abort();
  }

  private reset(reader: Reader): void {
    reader.after = this.now();
    reader.subscriber.next({ type: 'reset', id: reader.after, data: '{}' });
  }

  private leave(reader: Reader): void {
    const { account } = reader.filter;
    const readers = this.readers.get(account);
    readers?.delete(reader);
    if (readers?.size === 0) this.readers.delete(account);
    this.present -= 1;
    if (this.present > 0) return;
    this.reading?.abort();
    this.reading = null;
  }

  private begin(after: Position): void {
    if (this.reading !== null) return;
    this.reading = new AbortController();
    this.kept.begin(after);
    this.position = after;
    void this.read(this.reading.signal);
  }

  private async read(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        for await (const page of this.changes.after(this.position, signal)) {
          const news = await this.toldOf(page);
          await this.publish(news, page.next, signal);
        }
      } catch (error) {
        if (!isOutage(error))
          this.log.error('changes of runs could not be told, and are tried again', { error: messageOf(error) });
        await this.clock.sleep(RETRY_MS, signal);
      }
    }
  }

  private async publish(news: readonly Told[], next: Position, signal: AbortSignal): Promise<void> {
    for (const piece of piecesOf(news)) {
      if (signal.aborted) return;
      for (const told of piece) for (const reader of this.readers.get(told.account) ?? []) tell(reader, told);
      this.kept.add(piece);
      await nextTurnOfLoop();
    }
    if (!signal.aborted) this.position = next;
  }

  private async toldOf({ changes }: ChangedPage<RunHistory>): Promise<readonly Told[]> {
    const runs = changes.map(({ document }) => document);
    const definitionOf = await definitionsOf(
      this.models.definitions,
      runs.filter(({ currentStep }) => currentStep !== null),
    );
    return changes.map(({ position, document }) => ({
      account: document.account,
      workflowId: document.workflowId,
      runId: document.runId,
      notice: { type: 'run', id: position, data: JSON.stringify(runView(document, definitionOf(document))) },
    }));
  }
}

const hasLeft = ({ subscriber }: Reader): boolean => subscriber.closed;

function tell({ filter, subscriber, after }: Reader, { notice, account, workflowId, runId }: Told): void {
  if (notice.id <= after || account !== filter.account) return;
  if (filter.workflowId !== undefined && workflowId !== filter.workflowId) return;
  if (filter.runId !== undefined && runId !== filter.runId) return;
  subscriber.next(notice);
}
