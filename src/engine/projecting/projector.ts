import type { DomainEvent, Recorded } from '../../domain/events';
import type { Clock } from '../../kernel/clock';
import { isoTime } from '../../kernel/clock';
import { messageOf } from '../../kernel/errors';
import type { Log } from '../../kernel/log';
import { START } from '../../kernel/message';
import type { Position, RecordedEvent } from '../../kernel/message';
import type { Projection } from '../../kernel/projection';
import type { LogPage } from '../../ports/event-store';
import type { Change, ModelWrite, ReadModel, ReadStore } from '../../ports/read-store';
import type { EventCodec } from '../deciding/event-codec';
import type { FoldFailure, ProgressReport } from './projection-progress';

/** The part of the event store that folding needs. */
export interface LogSource {
  subscribe(after: Position, signal: AbortSignal): AsyncIterable<LogPage>;
}

interface Folding {
  readonly projection: Projection<object, DomainEvent>;
  readonly model: ReadModel;
  position: Position;
  /** Where and why it stopped: an event that it could not fold. */
  failure: FoldFailure | null;
}

interface Touching {
  readonly event: Recorded;
  readonly keys: readonly string[];
}

/** Since when folding fails, and why. */
interface Trouble {
  readonly since: string;
  readonly error: string;
}

/** Where a projection cannot go on. */
interface Stop {
  readonly event: RecordedEvent;
  readonly error: unknown;
}

interface Read {
  readonly touching: readonly Touching[];
  readonly unreadable: Stop | null;
}

/**
 * How long events gather once the log has been caught up with, in milliseconds: a document that many of them touch is then
 * written once. It bounds how late a read model is on a quiet service.
 */
const GATHER_MS = 20;

const FIRST_RETRY_MS = 100;
const LAST_RETRY_MS = 10_000;

/**
 * Folds the log into read models: page by page, the documents that a page touches are loaded in one query, folded in
 * memory, and the changed ones written together with the checkpoint. An event that cannot be folded stops its projection
 * in plain sight; the others go on, and nothing is skipped.
 */
export class Projector {
  private trouble: Trouble | null = null;

  private constructor(
    private readonly source: LogSource,
    private readonly store: ReadStore,
    private readonly foldings: readonly Folding[],
    private readonly codec: EventCodec,
    private readonly clock: Clock,
    private readonly log: Log,
    private readonly report: (report: ProgressReport) => void,
  ) {}

  static async open(
    source: LogSource,
    store: ReadStore,
    projections: readonly Projection<object, DomainEvent>[],
    codec: EventCodec,
    clock: Clock,
    log: Log,
    report: (report: ProgressReport) => void,
  ): Promise<Projector> {
    const foldings = await Promise.all(
      projections.map(async (projection) => {
        const model = await store.open(projection);
        return { projection, model, position: await model.checkpoint(), failure: null };
      }),
    );
    return new Projector(source, store, foldings, codec, clock, log, report);
  }

  /** Folds what there is and then what comes, until the signal is aborted. Errors of the stores are tried again. */
  async run(signal: AbortSignal): Promise<void> {
    this.tell(null);
    let pause = FIRST_RETRY_MS;
    while (!signal.aborted) {
      try {
        for await (const page of this.source.subscribe(this.start(), signal)) {
          await this.fold(page);
          if (page.caughtUp) await this.clock.sleep(GATHER_MS, signal);
          pause = FIRST_RETRY_MS;
        }
      } catch (error) {
        this.log.error('folding the log failed and is tried again', { error: messageOf(error), pauseMs: pause });
        this.trouble = { since: this.trouble?.since ?? isoTime(this.clock.now()), error: messageOf(error) };
        this.tell(null);
        await this.clock.sleep(pause, signal);
        pause = Math.min(pause * 2, LAST_RETRY_MS);
        await this.reload();
      }
    }
  }

  /** One page into every projection that has not had it. */
  async fold(page: LogPage): Promise<void> {
    const folded = await Promise.all(this.foldings.map((folding) => this.foldOne(folding, page)));
    const writes = folded.filter((one) => one !== null);
    if (writes.length > 0) await this.store.commit(writes);
    for (const { model, checkpoint } of writes) this.advance(model, checkpoint);
    this.trouble = null;
    this.tell(page.caughtUp ? null : (page.events.at(-1)?.metadata.at ?? null));
  }

  private async foldOne(folding: Folding, { events, next }: LogPage): Promise<ModelWrite | null> {
    const { projection, model, position } = folding;
    if (folding.failure !== null || next <= position) return null;
    const { touching, unreadable } = this.touching(
      projection,
      events.filter((event) => event.position > position),
    );
    let stop = unreadable;
    const keys = [...new Set(touching.flatMap((one) => one.keys))];
    const last = new Map(await model.lastChanges(keys));
    const changes = new Map<string, Change>();
    for (const { event, keys: touched } of touching) {
      try {
        for (const change of changesBy(event, touched, projection, last)) {
          last.set(change.key, change);
          changes.set(change.key, change);
        }
      } catch (error) {
        stop = { event, error };
        break;
      }
    }
    if (stop !== null) folding.failure = this.stopAt(projection.name, stop);
    const checkpoint = stop === null ? next : (lastBefore(events, stop.event) ?? position);
    return checkpoint > position ? { model, changes: [...changes.values()], checkpoint } : null;
  }

  /** What the events touch, up to the first that cannot even be read. */
  private touching(projection: Folding['projection'], events: readonly RecordedEvent[]): Read {
    const touching: Touching[] = [];
    for (const stored of events) {
      try {
        const event = this.codec.upcast(stored);
        touching.push({ event, keys: projection.keys(event) });
      } catch (error) {
        return { touching, unreadable: { event: stored, error } };
      }
    }
    return { touching, unreadable: null };
  }

  private stopAt(projection: string, { event: { stream, revision, metadata }, error }: Stop): FoldFailure {
    const failure = { projection, stream, revision, at: metadata.at, error: messageOf(error) };
    this.log.error('a projection stopped at an event that it cannot fold', failure);
    return failure;
  }

  private advance(model: ReadModel, checkpoint: Position): void {
    const folding = this.foldings.find((one) => one.model === model);
    if (folding !== undefined) folding.position = checkpoint;
  }

  /** The least checkpoint of those that go on. */
  private start(): Position {
    const positions = this.foldings.filter(({ failure }) => failure === null).map(({ position }) => position);
    return (
      positions.sort()[0] ??
      this.foldings
        .map(({ position }) => position)
        .sort()
        .at(-1) ??
      START
    );
  }

  /**
   * After an error nobody knows what was written: the checkpoints do. What comes before the event that a projection
   * stopped at may not be: it goes on from there and stops again.
   */
  private async reload(): Promise<void> {
    for (const folding of this.foldings) {
      try {
        folding.position = await folding.model.checkpoint();
        folding.failure = null;
      } catch (error) {
        this.log.warn('a checkpoint could not be read', {
          projection: folding.projection.name,
          error: messageOf(error),
        });
      }
    }
  }

  /** @param behindSince of those that go on */
  private tell(behindSince: string | null): void {
    const since = this.trouble?.since ?? behindSince;
    this.report({
      reached: new Map(
        this.foldings.map(({ projection: { name }, position, failure }) => [
          name,
          { position, behindSince: failure?.at ?? since },
        ]),
      ),
      failures: this.foldings.flatMap(({ failure }) => failure ?? []),
      trouble: this.trouble?.error ?? null,
    });
  }
}

/** All documents of one event, or none of them: an event that fails half-way leaves nothing behind. */
const changesBy = (
  event: Recorded,
  keys: readonly string[],
  projection: Projection<object, DomainEvent>,
  last: ReadonlyMap<string, Change>,
): readonly Change[] =>
  keys.flatMap((key) => {
    const { position, document } = last.get(key) ?? { position: START, document: null };
    if (event.position <= position) return []; // a commit that was cut short has this event in it
    const after = projection.fold(document, event, key);
    return after === document ? [] : [{ key, position: event.position, document: after }];
  });

const lastBefore = (events: readonly RecordedEvent[], event: RecordedEvent): Position | undefined =>
  events.filter(({ position }) => position < event.position).at(-1)?.position;
