import type { DomainEvent } from '../../domain/events';
import type { AtHand } from '../../kernel/at-hand';
import type { Decider } from '../../kernel/decider';
import { Recent } from '../../kernel/recent';
import { SharedCall } from '../../kernel/shared-call';
import type { Ledger, Loaded } from './ledger';

interface Entry<State> {
  loaded: Loaded<State> | undefined;
  readonly reads: SharedCall<Loaded<State>>;
}

/**
 * Streams that decisions about other streams look at: a workflow's gate, an account's settings, a contact's opt-outs.
 * What `get` answers was read after it was asked, or is known to be the end of its stream, so a change that was
 * acknowledged before is always seen. Only what came since the last time is read, and of one stream one read at a time:
 * those who ask during it share the next.
 */
export class FreshStates<State, E extends DomainEvent> {
  private readonly entries: Recent<string, Entry<State>>;

  constructor(
    private readonly ledger: Ledger,
    private readonly decider: Pick<Decider<State, never, E>, 'initialState' | 'evolve'>,
    /** Streams kept of those that were asked for last, at least. */
    capacity: number,
  ) {
    this.entries = new Recent(capacity);
  }

  get(stream: string): AtHand<Loaded<State>> {
    const entry = this.entryOf(stream);
    const { loaded } = entry;
    if (loaded !== undefined && this.ledger.isCurrent(stream, loaded)) return loaded;
    return entry.reads.ask();
  }

  /** As it was when it was read or kept last: what is appended to it proves it. Undefined: nobody asked for it lately. */
  lately(stream: string): Loaded<State> | undefined {
    return this.entries.get(stream)?.loaded;
  }

  /** Reads those together that nobody asked for lately; what comes to them afterwards `get` sees all the same. */
  async ahead(streams: readonly string[]): Promise<void> {
    const unknown = [...new Set(streams)].filter((stream) => this.entries.get(stream)?.loaded === undefined);
    const loaded = await this.ledger.loadEach(this.decider, unknown);
    unknown.forEach((stream, i) => {
      const entry = this.entryOf(stream);
      entry.loaded ??= loaded[i];
    });
  }

  /** As this process left a stream, or found it. */
  keep(stream: string, loaded: Loaded<State>): void {
    this.entryOf(stream).loaded = loaded;
  }

  private entryOf(stream: string): Entry<State> {
    const known = this.entries.get(stream);
    if (known !== undefined) return known;
    const read = async (): Promise<Loaded<State>> => {
      entry.loaded = await this.ledger.load(this.decider, stream, entry.loaded);
      return entry.loaded;
    };
    const entry: Entry<State> = { loaded: undefined, reads: new SharedCall(read) };
    this.entries.set(stream, entry);
    return entry;
  }
}
