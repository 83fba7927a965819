import type { DomainEvent } from '../../domain/events';
import type { Decider } from '../../kernel/decider';
import type { Ledger, Loaded } from './ledger';

interface Entry<State> {
  loaded: Loaded<State> | undefined;
  /** The read that is under way. */
  reading: Promise<Loaded<State>> | undefined;
  /** The read after that, which has not begun yet: whoever asks before it does shares it. */
  upcoming: Promise<Loaded<State>> | undefined;
}

/**
 * Streams that decisions about other streams look at: a workflow's gate, an account's settings, a contact's opt-outs.
 * What `get` answers was read after it was asked, or is known to be the end of its stream, so a change that was
 * acknowledged before is always seen. Only what came since the last time is read, and of one stream one read at a time:
 * those who ask during it share the next.
 */
export class FreshStates<State, E extends DomainEvent> {
  private readonly entries = new Map<string, Entry<State>>();

  constructor(
    private readonly ledger: Ledger,
    private readonly decider: Pick<Decider<State, never, E>, 'initialState' | 'evolve'>,
    /** Streams kept; the least recently asked for goes first. */
    private readonly capacity: number,
  ) {}

  get(stream: string): Promise<Loaded<State>> {
    const entry = this.touch(stream);
    const { loaded } = entry;
    if (loaded !== undefined && this.ledger.isCurrent(stream, loaded)) return Promise.resolve(loaded);
    entry.upcoming ??= this.after(entry.reading).then(() => {
      entry.upcoming = undefined;
      entry.reading = this.read(stream, entry);
      return entry.reading;
    });
    return entry.upcoming;
  }

  /** However it ends. */
  private async after(reading: Promise<unknown> | undefined): Promise<void> {
    await reading?.catch(() => undefined);
  }

  private async read(stream: string, entry: Entry<State>): Promise<Loaded<State>> {
    entry.loaded = await this.ledger.load(this.decider, stream, entry.loaded);
    return entry.loaded;
  }

  private touch(stream: string): Entry<State> {
    const entry = this.entries.get(stream) ?? { loaded: undefined, reading: undefined, upcoming: undefined };
    this.entries.delete(stream);
    this.entries.set(stream, entry);
    if (this.entries.size > this.capacity) {
      const oldest = this.entries.keys().next();
      if (!oldest.done) this.entries.delete(oldest.value);
    }
    return entry;
  }
}
