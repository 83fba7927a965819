import type { DomainEvent } from '../domain/events';
import type { Decider } from '../kernel/decider';
import type { Ledger, Loaded } from './load-decide-append';

interface Entry<State> {
  loaded: Loaded<State> | undefined;
  /** A read that has not begun yet: whoever asks before it does shares it. */
  upcoming: Promise<Loaded<State>> | undefined;
}

/**
 * Streams that decisions about other streams look at: a workflow's gate, an account's settings, a contact's opt-outs.
 * What `get` answers was read after it was asked, so a change that was acknowledged before is always seen; only what
 * came since the last time is read, and those who ask at the same moment share one read.
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
    entry.upcoming ??= Promise.resolve().then(async () => {
      entry.upcoming = undefined;
      const loaded = await this.ledger.load(this.decider, stream, entry.loaded);
      if (entry.loaded === undefined || loaded.revision > entry.loaded.revision) entry.loaded = loaded;
      return loaded;
    });
    return entry.upcoming;
  }

  private touch(stream: string): Entry<State> {
    const entry = this.entries.get(stream) ?? { loaded: undefined, upcoming: undefined };
    this.entries.delete(stream);
    this.entries.set(stream, entry);
    if (this.entries.size > this.capacity) {
      const oldest = this.entries.keys().next();
      if (!oldest.done) this.entries.delete(oldest.value);
    }
    return entry;
  }
}
