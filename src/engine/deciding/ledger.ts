import type { DomainEvent } from '../../domain/events';
import type { Clock } from '../../kernel/clock';
import type { Decider } from '../../kernel/decider';
import { fold } from '../../kernel/decider';
import { DomainError, NotFound } from '../../kernel/errors';
import { newId } from '../../kernel/ids';
import { merged } from '../../kernel/merged';
import { NO_STREAM, START } from '../../kernel/message';
import type { Metadata, NewEvent, Position, RecordedEvent } from '../../kernel/message';
import type { Ends, EventStore } from '../../ports/event-store';
import type { Meter } from '../../ports/meter';
import { UnreadableEvent, WrongExpectedRevision } from '../../ports/event-store';
import type { AtHand } from '../../kernel/at-hand';
import type { CommandContext } from '../../kernel/command-context';
import { SharedCall } from '../../kernel/shared-call';
import { Turns } from '../../kernel/turns';
import { Appends } from './appends';
import { commandOf, metadataOf } from './metadata';
import type { EventCodec } from './event-codec';

/** A stream folded: what a decision starts from. */
export interface Loaded<State> {
  readonly state: State;
  /** Of the last event folded, NO_STREAM when there is none. */
  readonly revision: number;
  /** Of the last event folded, START when there is none. */
  readonly position: Position;
  /** Whose stream it is, null when it has no events. */
  readonly account: string | null;
  /** Of the stream's last event: what happens without a request belongs to the request before it. */
  readonly correlationId: string | null;
  /** The id of the stream's last event. */
  readonly eventId: string | null;
}

/** Asks for the state of a stream as it is now. */
export type Latest<State> = () => AtHand<Loaded<State>>;

/** Of what follows from the last event of a stream, on whichever stream. */
export const following = ({ correlationId, eventId }: Loaded<unknown>) => ({ correlationId, causedBy: eventId });

export interface Decided<State, E> extends Loaded<State> {
  /** What was appended; empty when there was nothing to do. */
  readonly events: readonly E[];
  /** This very command was carried out before: its events are among those loaded. */
  readonly repeated: boolean;
}

/** How often a decision is made again when others append to its stream meanwhile. */
const MAX_ATTEMPTS = 20;
/** Events that are read at a time, of one stream and of each of many. */
const [PAGE, PAGE_OF_EACH] = [1_000, 200];

/** A stream that has no events. */
export const emptyStream = <State>({ initialState }: { readonly initialState: State }): Loaded<State> => ({
  state: initialState,
  revision: NO_STREAM,
  position: START,
  account: null,
  correlationId: null,
  eventId: null,
});

/**
 * Load the stream, decide, append at the revision that was loaded; on a conflict all of it again. One instance serves
 * every aggregate. Whoever appends at a revision is alone in it: the ids of events are random, so that two processes
 * deciding the same thing never pass for one another.
 */
export class Ledger {
  readonly appends: Appends;
  private readonly turns = new Turns();
  private readonly looks = new SharedCall(() => this.store.look());

  constructor(
    private readonly store: EventStore,
    private readonly codec: EventCodec,
    private readonly clock: Clock,
    meter: Pick<Meter, 'appended'>,
  ) {
    this.appends = new Appends(store, clock, meter);
  }

  /** The end of the log. */
  head(): Promise<Position> {
    return this.store.head();
  }

  /** The stream folded from the beginning, or on from where it was folded before. */
  async load<State, E extends DomainEvent>(
    decider: Pick<Decider<State, never, E>, 'initialState' | 'evolve'>,
    stream: string,
    before: Loaded<State> = emptyStream(decider),
    seen?: (event: RecordedEvent<E>) => void,
  ): Promise<Loaded<State>> {
    let loaded = before;
    while (!this.isCurrent(stream, loaded)) {
      const page = await this.store.readStream(stream, { from: loaded.revision + 1, limit: PAGE });
      loaded = this.foldOn(decider, loaded, page, seen);
      if (page.length < PAGE) return loaded;
    }
    return loaded;
  }

  /** Many streams read together; undefined for one that cannot be read, or is too long to be read beside others. */
  async loadEach<State, E extends DomainEvent>(
    decider: Pick<Decider<State, never, E>, 'initialState' | 'evolve'>,
    streams: readonly string[],
  ): Promise<readonly (Loaded<State> | undefined)[]> {
    const empty = emptyStream(decider);
    const places = streams.map((stream) => ({ stream, from: 0 }));
    const read = await this.store.readStreams(places, PAGE_OF_EACH);
    return read.map((events) => {
      if (events instanceof UnreadableEvent || events.length === PAGE_OF_EACH) return undefined;
      try {
        return this.foldOn(decider, empty, events);
      } catch (error) {
        if (error instanceof UnreadableEvent) return undefined;
        throw error;
      }
    });
  }

  private foldOn<State, E extends DomainEvent>(
    decider: Pick<Decider<State, never, E>, 'evolve'>,
    before: Loaded<State>,
    read: readonly RecordedEvent[],
    seen?: (event: RecordedEvent<E>) => void,
  ): Loaded<State> {
    const events = read.map((event) => this.codec.upcast(event) as RecordedEvent<E>);
    const last = events.at(-1);
    if (last === undefined) return before;
    if (seen) events.forEach(seen);
    return {
      state: fold(decider, before.state, events),
      revision: last.revision,
      position: last.position,
      account: before.account ?? last.metadata.account,
      correlationId: last.metadata.correlationId,
      eventId: last.id,
    };
  }

  /** Whether it is known without reading that the stream has nothing newer. */
  isCurrent(stream: string, { revision }: Pick<Loaded<unknown>, 'revision'>): boolean {
    return this.store.endsBefore(stream, revision + 1);
  }

  /** Where streams end, no older than the question, for as long as nothing else is waited for; one call for all who ask at a time. */
  look(): AtHand<Ends> {
    return this.store.isShared ? this.looks.ask() : this.store;
  }

  /**
   * Commands on one stream take turns in this process, so that only other processes can conflict with them.
   *
   * @param commandFor the command, given the state it will be decided on; asked again after a conflict. It may not wait
   *                   for another command on the same stream
   * @param from a state already at hand, tried first: an append proves it to be the stream's, any other answer is given on
   *             what that says. Or where the latest is asked for, of commands that come to nothing when they are repeated
   * @throws DomainError when the decision is a refusal, NotFound when the stream is another account's
   */
  execute<State, Command, E extends DomainEvent>(
    context: CommandContext,
    stream: string,
    decider: Decider<State, Command, E>,
    commandFor: (state: State) => NoInfer<Command> | Promise<NoInfer<Command>>,
    from?: Loaded<State> | Latest<State>,
  ): Promise<Decided<State, E>> {
    return this.turns.take(stream, () => this.decideAndAppend(context, stream, decider, commandFor, from));
  }

  private async decideAndAppend<State, Command, E extends DomainEvent>(
    context: CommandContext,
    stream: string,
    decider: Decider<State, Command, E>,
    commandFor: (state: State) => NoInfer<Command> | Promise<NoInfer<Command>>,
    from?: Loaded<State> | Latest<State>,
  ): Promise<Decided<State, E>> {
    let now = 0;
    const decideOn = async (state: State): Promise<readonly E[]> => {
      const command = await commandFor(state);
      now = decider.momentOf?.(command) ?? this.clock.now();
      return decider.decide(command, state);
    };
    let loaded = typeof from === 'function' ? undefined : from;
    for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
      let repeated = false as boolean;
      if (typeof from === 'function') loaded = await from();
      loaded ??= await this.load(decider, stream, undefined, (event) => {
        repeated ||= commandOf(event.metadata) === context.commandId;
      });
      if (loaded.account !== null && loaded.account !== context.account)
        throw new NotFound(stream.split('-', 1)[0] ?? '');
      if (repeated) return { ...loaded, events: [], repeated };
      const isProven = loaded !== from || this.isCurrent(stream, loaded);
      const deciding = decideOn(loaded.state);
      const events = await (isProven ? deciding : deciding.catch(noAnswer));
      if (events.length === 0 && isProven) return { ...loaded, events, repeated };
      if (events.length === 0) loaded = undefined;
      if (loaded === undefined) continue;
      await context.reserve?.();
      try {
        const metadata = metadataOf(context, loaded, now);
        const { account, correlationId } = metadata;
        const prepared = this.prepare(events, loaded.revision + 1, metadata);
        const { revision, position } = await this.appends.append(stream, loaded.revision, prepared);
        const state = fold(decider, loaded.state, events);
        const eventId = prepared.at(-1)?.id ?? null;
        return { state, revision, position, account, correlationId, eventId, events, repeated };
      } catch (error) {
        if (!(error instanceof WrongExpectedRevision)) throw error;
        loaded = undefined;
      }
    }
    throw new DomainError('version_conflict', `others kept changing this ${stream.split('-', 1)[0] ?? ''}; try again`);
  }

  /** Events of one schema version share their metadata. @param first the revision of the first of them */
  private prepare(
    events: readonly DomainEvent[],
    first: number,
    about: Omit<Metadata, 'schemaVersion'>,
  ): readonly NewEvent[] {
    const ids = newId().slice(0, 24);
    let metadata: Metadata | undefined;
    return events.map(({ type, data }, i) => {
      const schemaVersion = this.codec.schemaVersion(type);
      if (metadata?.schemaVersion !== schemaVersion) metadata = merged(about, { schemaVersion });
      return { type, data, id: `${ids}${hex12(first + i)}`, metadata };
    });
  }
}

/** What is refused on a state that is not proven to be the stream's is not answered yet. */
function noAnswer(error: unknown): readonly never[] {
  if (error instanceof DomainError) return [];
  throw error;
}

const hex12 = (n: number): string => n.toString(16).padStart(12, '0');
