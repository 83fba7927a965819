import type { DomainEvent } from '../../domain/events';
import { whenThere } from '../../kernel/at-hand';
import type { AtHand } from '../../kernel/at-hand';
import type { Decider } from '../../kernel/decider';
import { Recent } from '../../kernel/recent';
import { SharedCall } from '../../kernel/shared-call';
import type { Ends } from '../../ports/event-store';
import { emptyStream } from './ledger';
import type { Ledger, Loaded } from './ledger';

/**
 * Streams that decisions about other streams look at: a workflow's gate, an account's settings, a contact's opt-outs.
 * What `get` answers was read after it was asked, or is known to be the end of its stream, so a change that was
 * acknowledged before is always seen. Only what came since the last time is read, and of one stream one read at a time:
 * those who ask during it share the next.
 */
export class FreshStates<State, E extends DomainEvent> {
  private readonly known: Recent<string, Loaded<State>>;
  /** Those under way. */
  private readonly reads = new Map<string, SharedCall<Loaded<State>>>();
  /** One for all streams that have no events: most contacts and addresses have none. */
  private readonly empty: Loaded<State>;

  constructor(
    private readonly ledger: Ledger,
    private readonly decider: Pick<Decider<State, never, E>, 'initialState' | 'evolve'>,
    /** Streams kept of those that were asked for last, at least. */
    capacity: number,
  ) {
    this.known = new Recent(capacity);
    this.empty = emptyStream(decider);
  }

  /** @param ends what the ledger's look has just said, of all streams that are asked for together */
  get(stream: string, ends?: Ends): AtHand<Loaded<State>> {
    if (ends === undefined) return whenThere(this.ledger.look(), (seen) => this.get(stream, seen));
    const known = this.known.get(stream);
    return known !== undefined && ends.endsBefore(stream, known.revision + 1) ? known : this.read(stream);
  }

  /** As it was when it was read or kept last: what is appended to it proves it. Undefined: nobody asked for it lately. */
  lately(stream: string): Loaded<State> | undefined {
    return this.known.get(stream);
  }

  /** Reads those together that nobody asked for lately; what comes to them afterwards `get` sees all the same. */
  async ahead(streams: readonly string[]): Promise<void> {
    const unknown = [...new Set(streams)].filter((stream) => this.known.get(stream) === undefined);
    const loaded = await this.ledger.loadEach(this.decider, unknown);
    unknown.forEach((stream, i) => {
      const one = loaded[i];
      if (one !== undefined && this.known.get(stream) === undefined) this.keep(stream, one);
    });
  }

  /** As this process left a stream, or found it. */
  keep(stream: string, loaded: Loaded<State>): void {
    this.known.set(stream, loaded);
  }

  private async read(stream: string): Promise<Loaded<State>> {
    const reads = this.reads.get(stream) ?? new SharedCall(() => this.readOn(stream));
    this.reads.set(stream, reads);
    try {
      return await reads.ask();
    } finally {
      if (reads.isIdle) this.reads.delete(stream);
    }
  }

  /** From where it was read to before. */
  private async readOn(stream: string): Promise<Loaded<State>> {
    const loaded = await this.ledger.load(this.decider, stream, this.known.get(stream) ?? this.empty);
    this.keep(stream, loaded);
    return loaded;
  }
}
