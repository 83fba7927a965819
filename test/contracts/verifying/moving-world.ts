import type { DomainEvent, Recorded } from '../../../src/domain/events';
import { EventCodec } from '../../../src/engine/deciding/event-codec';
import type { WholeLog } from '../../../src/engine/projecting/key-folding';
import { Projector } from '../../../src/engine/projecting/projector';
import type { ToVerify } from '../../../src/engine/projecting/verify';
import { START } from '../../../src/kernel/message';
import type { Position } from '../../../src/kernel/message';
import type { Projection } from '../../../src/kernel/projection';
import type { LogPage } from '../../../src/ports/event-store';
import { NOTHING_FOLDED } from '../../../src/ports/read-store';
import type { ReadModel, ReadStore } from '../../../src/ports/read-store';
import { hurried } from '../../engine/folding';
import { TestLog } from '../../engine/test-service';

/** Events a page of the log. */
const PAGE = 40;

/** What happens at once, somewhere between two reads of whoever verifies. */
export interface Step {
  /** How many events are appended, and how many that were are folded. */
  readonly appended: number;
  readonly folded: number;
  /** Without transactions: the documents are written, and their checkpoint is not yet. */
  readonly isCutShort: boolean;
}

/** A log of which some is appended, a read model into which some of that is folded, and who goes on with both. */
export class MovingWorld implements WholeLog {
  private appended = 0;
  private folded = 0;
  private taken = 0;

  private constructor(
    private readonly log: readonly Recorded[],
    private readonly projection: Projection<object, DomainEvent>,
    private readonly store: ReadStore,
    private readonly model: ReadModel,
    /** One after the other, again and again; none: it stands still. */
    private readonly steps: readonly Step[],
  ) {}

  /** @param begun how much of the log is appended and folded at the beginning */
  static async begin(
    log: readonly Recorded[],
    projection: Projection<object, DomainEvent>,
    store: ReadStore,
    begun = log.length,
    steps: readonly Step[] = [],
  ): Promise<MovingWorld> {
    const world = new MovingWorld(log, projection, store, await store.open(projection), steps);
    world.appended = Math.min(begun, log.length);
    await world.foldOn(world.appended);
    return world;
  }

  /** What is to be verified; each time that it is read, the world goes on before. */
  get asked(): ToVerify {
    const { model, projection } = this;
    const moving =
      <Args extends readonly unknown[], T>(read: (...args: Args) => Promise<T>) =>
      async (...args: Args): Promise<T> => {
        await this.step();
        return read(...args);
      };
    const live: ReadModel = {
      shape: model.shape,
      get: moving((keys) => model.get(keys)),
      lastChanges: moving((keys) => model.lastChanges(keys)),
      find: moving((query) => model.find(query)),
      scan: moving((after, limit) => model.scan(after, limit)),
      peek: moving((key) => model.peek(key)),
      count: moving(() => model.count()),
      checkpoint: moving(() => model.checkpoint()),
    };
    return { log: this, codec: new EventCodec(), projection, live, clock: hurried };
  }

  identity(): Promise<string> {
    return Promise.resolve('a-log');
  }
  idAt(position: Position): Promise<string | null> {
    return Promise.resolve(this.visible.find((event) => event.position === position)?.id ?? null);
  }
  async head(): Promise<Position> {
    await this.step();
    return this.visible.at(-1)?.position ?? START;
  }
  async *subscribe(after: Position): AsyncGenerator<LogPage> {
    for (let at = after; ;) {
      await this.step();
      const behind = this.visible.filter(({ position }) => position > at);
      const events = behind.slice(0, PAGE);
      at = events.at(-1)?.position ?? at;
      const caughtUp = events.length === behind.length;
      yield { events, next: at, caughtUp };
      if (caughtUp) return;
    }
  }

  private get visible(): readonly Recorded[] {
    return this.log.slice(0, this.appended);
  }

  private async step(): Promise<void> {
    const step = this.steps[this.taken++ % this.steps.length];
    if (step === undefined) return;
    this.appended = Math.min(this.appended + step.appended, this.log.length);
    await this.foldOn(step.folded, step.isCutShort);
  }

  private async foldOn(count: number, isCutShort = false): Promise<void> {
    const events = this.log.slice(this.folded, Math.min(this.folded + count, this.appended));
    const next = events.at(-1)?.position;
    if (next === undefined) return;
    const store: Pick<ReadStore, 'open' | 'commit' | 'records' | 'replaceRecord'> = isCutShort
      ? withoutCheckpoints(this.store)
      : this.store;
    const codec = new EventCodec();
    const unheard = () => undefined;
    const projector = await Projector.open(this, store, [this.projection], codec, hurried, new TestLog(), unheard);
    await projector.fold({ events, next, caughtUp: false });
    if (!isCutShort) this.folded += events.length;
  }
}

const withoutCheckpoints = (store: ReadStore): Pick<ReadStore, 'open' | 'commit' | 'records' | 'replaceRecord'> => ({
  open: (shape) => store.open(shape),
  records: () => store.records(),
  replaceRecord: (name, revision, record) => store.replaceRecord(name, revision, record),
  commit: (writes) => store.commit(writes.map((write) => ({ ...write, checkpoint: NOTHING_FOLDED }))),
});
