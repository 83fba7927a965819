import type { DomainEvent } from '../../domain/events';
import type { Position } from '../../kernel/message';
import type { Projection } from '../../kernel/projection';
import type { Change } from '../../ports/read-store';
import type { EventStore, LogPage } from '../../ports/event-store';
import type { EventCodec } from '../deciding/event-codec';
import { changesBy, entriesOf, touchingOf } from './page-folding';
import type { LogSource } from './projector';

/** The part of the event store that verifying needs. */
export type WholeLog = LogSource & Pick<EventStore, 'head'>;

/** The log from one position, exclusive, to another, inclusive, at which the log has an event or had one. */
export async function* pagesBetween(log: LogSource, after: Position, upTo: Position): AsyncGenerator<LogPage> {
  if (upTo <= after) return;
  const ending = new AbortController();
  try {
    for await (const page of log.subscribe(after, ending.signal)) {
      const isLast = page.caughtUp || page.next >= upTo;
      yield page.next <= upTo ? page : cutAt(page, upTo);
      if (isLast) return;
    }
  } finally {
    ending.abort();
  }
}

function cutAt({ events, unreadable, caughtUp }: LogPage, upTo: Position): LogPage {
  const isUpTo = ({ position }: { readonly position: Position }): boolean => position <= upTo;
  return {
    events: events.filter(isUpTo),
    ...(unreadable !== undefined && { unreadable: unreadable.filter(isUpTo) }),
    next: upTo,
    caughtUp,
  };
}

/** A few documents, folded in memory from where they stand to a later position. */
export class KeyFolding {
  private readonly last: Map<string, Change>;

  /** @param last what each stands at; of those that are missing in it, there is none */
  constructor(
    private readonly log: LogSource,
    private readonly projection: Projection<object, DomainEvent>,
    private readonly codec: EventCodec,
    private readonly keys: ReadonlySet<string>,
    public position: Position,
    last: ReadonlyMap<string, Change>,
  ) {
    this.last = new Map(last);
  }

  get(key: string): Change | null {
    return this.last.get(key) ?? null;
  }

  /** From here, another that goes on by itself. */
  branch(): KeyFolding {
    return new KeyFolding(this.log, this.projection, this.codec, this.keys, this.position, this.last);
  }

  /**
   * Up to a position, or the event before one that cannot be folded: no read model gets beyond that.
   * @param told each change of a document, in the order of the log
   * @param paged how far it is, after each page
   */
  async foldUpTo(
    upTo: Position,
    told: (change: Change) => void = () => undefined,
    paged: (position: Position) => Promise<void> = () => Promise.resolve(),
  ): Promise<void> {
    for await (const page of pagesBetween(this.log, this.position, upTo)) {
      const { touching, stop } = touchingOf(this.projection, entriesOf(page, this.codec), this.position);
      for (const { event, keys } of touching) {
        const ours = keys.filter((key) => this.keys.has(key));
        if (ours.length > 0) this.fold(changesBy(event, ours, this.projection, this.last), told);
      }
      if (stop !== null) return;
      this.position = page.next;
      await paged(page.next);
    }
  }

  private fold(changes: readonly Change[], told: (change: Change) => void): void {
    for (const change of changes) {
      this.last.set(change.key, change);
      told(change);
    }
  }
}
