import type { Clock } from '../../kernel/clock';
import { isoTime } from '../../kernel/clock';
import { messageOf } from '../../kernel/errors';
import type { Log } from '../../kernel/log';
import { START } from '../../kernel/message';
import type { Position } from '../../kernel/message';
import { collectionName } from '../../kernel/projection';
import type { ReadModelShape } from '../../kernel/projection';
import { isOutage } from '../../ports/availability';
import type { EventStore } from '../../ports/event-store';
import type { Checkpoint, ReadModel, ReadStore } from '../../ports/read-store';
import { shapeOf } from './copies';
import type { Copy } from './copies';
import { servedCopies } from './copy-registry';
import type { Progress, ProjectionProgress } from './projection-progress';
import { StoredFailures } from './stored-failures';

/** How often the stores are asked, in milliseconds: while somebody waits, and while nobody does. */
const AWAITED_MS = 20;
const IDLE_MS = 500;

const AHEAD = 'the read models are ahead of the log: it was restored from an older backup, or is another';

/**
 * How far the projections have got, and where they stopped, whichever process folds them: their checkpoints, the end of
 * the log and what was told of failures say so.
 */
export class StoredProgress {
  /** Since when each projection has been behind the end of the log, as far as was seen; ISO 8601. */
  private readonly behindSince = new Map<string, string>();
  /** As it was last seen. */
  private head: Position = START;
  /** By the collection's name. */
  private readonly models = new Map<string, ReadModel>();
  private readonly stops: StoredFailures;

  constructor(
    private readonly events: Pick<EventStore, 'head'>,
    private readonly store: ReadStore,
    private readonly shapes: readonly ReadModelShape[],
    private readonly progress: ProjectionProgress,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {
    this.stops = new StoredFailures(store);
  }

  /** Until the signal is aborted. */
  async run(signal: AbortSignal): Promise<void> {
    let idle = 0;
    while (!signal.aborted) {
      if (this.progress.isAwaited || idle >= IDLE_MS) {
        idle = 0;
        await this.look();
      }
      await this.clock.sleep(AWAITED_MS, signal);
      idle += AWAITED_MS;
    }
  }

  private async look(): Promise<void> {
    try {
      const served = await servedCopies(this.store, this.shapes);
      const [head, ...checkpoints] = await Promise.all([
        this.currentHead(),
        ...Array.from(served, async ([name, copy]) => (await this.model(name, copy)).checkpoint()),
      ]);
      this.head = head ?? this.head;
      const reached = new Map<string, Progress>();
      [...served.keys()].forEach((name, i) => {
        const position = checkpoints[i]?.position;
        if (position !== undefined) reached.set(name, this.seen(name, position));
      });
      const failures = await this.stops.read();
      const { trouble } = this.progress;
      const isAhead = checkpoints.some(({ position }) => position > this.head) && (await this.areAhead(checkpoints));
      this.progress.advance({
        reached,
        served,
        failures,
        trouble: isAhead ? AHEAD : trouble === AHEAD ? null : trouble,
      });
    } catch (error) {
      if (!isOutage(error)) this.log.warn('how far the projections are could not be read', { error: messageOf(error) });
    }
  }

  private async model(name: string, copy: Copy): Promise<ReadModel> {
    const shape = shapeOf(name, copy);
    const collection = collectionName(shape);
    const model = this.models.get(collection) ?? (await this.store.open(shape));
    this.models.set(collection, model);
    return model;
  }

  /** Events may have been appended and folded since the end of the log was asked for: asked again, it is as far. */
  private async areAhead(checkpoints: readonly Checkpoint[]): Promise<boolean> {
    const head = await this.currentHead();
    return head !== null && checkpoints.some(({ position }) => position > head);
  }

  /** Null while the log is away: how far the read models are is known then too. */
  private currentHead(): Promise<Position | null> {
    return this.events.head().catch((error: unknown) => {
      if (isOutage(error)) return null;
      throw error;
    });
  }

  private seen(name: string, position: Position): Progress {
    if (position >= this.head) this.behindSince.delete(name);
    else if (!this.behindSince.has(name)) this.behindSince.set(name, isoTime(this.clock.now()));
    return { position, behindSince: this.behindSince.get(name) ?? null };
  }
}
