import { Observable } from 'rxjs';
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
import { START, isPosition, latest } from '../kernel/message';
import type { Position } from '../kernel/message';
import { isOutage } from '../ports/availability';
import type { EventStore } from '../ports/event-store';
import { KeptNotices, piecesOf } from './kept-notices';
import type { RunNotice, Told } from './kept-notices';
import { RunAudiences, RunReader, noticesFor } from './run-audiences';
import type { RunFilter } from './run-audiences';
import { definitionsOf, runView } from './run-view';

export interface RunWatch {
  readonly notices: Observable<readonly RunNotice[]>;
  /** Where a reader of them could go on by now. */
  readonly position: () => Position;
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
/** For how long one who comes back is waited for in all, piece by piece, in milliseconds: others come back behind it. */
const WAITED_MS = 5_000;
/**
 * For how long after it told something what changes next is gathered, in milliseconds: by how many are told, since each of
 * them costs a write however little it is told. Who looks at a log that was quiet is told at once.
 */
const GATHERED_MS = { least: 50, eachReader: 0.25, most: 1_000 } as const;

/**
 * Tells readers of runs as they change. All share one reading of the log, and those who watch the same one list a telling,
 * while there is a reader at all. What is told can be read.
 */
export class RunChanges {
  private readonly audiences = new RunAudiences();
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

  /**
   * What changes from now on, or after a position of this log.
   * @param taken resolves once the reader has taken what it was told, about, or is gone
   */
  watch(filter: RunFilter, after: Position | null, taken: () => Promise<void>): RunWatch {
    let reader: RunReader | null = null;
    const notices = new Observable<readonly RunNotice[]>((subscriber) => {
      const joining = new RunReader(filter, subscriber, after ?? this.now(), taken);
      reader = joining;
      this.present += 1;
      this.join(joining, after).catch((error: unknown) => {
        this.tellFailure(error);
        subscriber.error(error);
      });
      return () => {
        this.leave(joining);
      };
    });
    return { notices, position: () => this.placeOf(reader) };
  }

  /** Of one who is still being brought back: not where the others are. */
  private placeOf(reader: RunReader | null): Position {
    if (reader === null) return this.position;
    return reader.hasJoined ? latest(reader.after, this.position) : reader.after;
  }

  private now(): Position {
    return this.models.progress.asOf([this.models.runHistory.shape.name]).position;
  }

  private async join(reader: RunReader, after: Position | null): Promise<void> {
    if (after !== null && !(await this.isOfThisLog(after))) reader.reset(this.now());
    if (reader.hasLeft()) return;
    this.begin(this.now());
    if (reader.after < this.kept.floor) {
      const turn = this.returning.then(() => this.bringBack(reader));
      this.returning = turn.catch(() => undefined);
      await turn;
    }
    if (reader.hasLeft()) return;
    for (let number = this.kept.first; number < this.kept.end;) {
      if (number < this.kept.first) {
        reader.reset(this.now()); // the others went on too fast
        break;
      }
      const piece = this.kept.pieceFrom(number);
      reader.tell(noticesFor(reader.filter, piece));
      number += piece.length;
      await this.taken(reader);
      if (reader.hasLeft()) return;
    }
    this.audiences.join(reader);
  }

  private async isOfThisLog(position: Position): Promise<boolean> {
    return position === START || (isPosition(position) && (await this.events.idAt(position)) !== null);
  }

  /** Reads for one reader until what comes next is among what is kept. */
  private async bringBack(reader: RunReader): Promise<void> {
    const stop = new AbortController();
    reader.subscriber.add(() => {
      stop.abort();
    });
    let events = 0;
    for await (const page of this.changes.after(reader.after, stop.signal)) {
      if (reader.hasLeft()) break;
      for (const piece of piecesOf(await this.toldOf(page))) {
        reader.tell(noticesFor(reader.filter, piece));
        await this.taken(reader);
      }
      reader.after = page.next;
      events += page.events;
      if (reader.after >= this.kept.floor) break;
      if (events < LOOKED_THROUGH) continue;
      reader.reset(this.now());
      break;
    }
    stop.abort();
  }

  /** Its time begins with its first piece, and not while others come back before it. */
  private async taken(reader: RunReader): Promise<void> {
    await nextTurnOfLoop();
    const until = (reader.waitedForUntil ??= this.clock.monotonic() + WAITED_MS);
    const isTaken = new AbortController();
    await Promise.race([reader.taken(), this.clock.sleep(until - this.clock.monotonic(), isTaken.signal)]);
    isTaken.abort();
  }

  private leave(reader: RunReader): void {
    this.audiences.leave(reader);
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
          if (news.length > 0 && page.caughtUp) await this.clock.sleep(this.gatheringMs(), signal);
        }
      } catch (error) {
        this.tellFailure(error);
        await this.clock.sleep(RETRY_MS, signal);
      }
    }
  }

  private gatheringMs(): number {
    const { least, eachReader, most } = GATHERED_MS;
    return Math.min(most, Math.max(least, this.present * eachReader));
  }

  private tellFailure(error: unknown): void {
    if (isOutage(error)) return;
    this.log.error('changes of runs could not be told, and are tried again', { error: messageOf(error) });
  }

  private async publish(news: readonly Told[], next: Position, signal: AbortSignal): Promise<void> {
    for (const piece of piecesOf(news)) {
      if (signal.aborted) return;
      this.kept.add(piece); // whoever joins meanwhile finds it there
      await this.audiences.tell(piece);
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
