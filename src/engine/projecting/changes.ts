import type { DomainEvent } from '../../domain/events';
import type { Position } from '../../kernel/message';
import type { Projection } from '../../kernel/projection';
import type { EventStore } from '../../ports/event-store';
import type { ReadModel } from '../../ports/read-store';
import type { EventCodec } from '../deciding/event-codec';
import { entriesOf, touchingOf } from './page-folding';
import type { ProjectionProgress } from './projection-progress';

/** A document after an event that touched it; perhaps with what came later already. */
export interface ChangedDocument<Doc extends object> {
  readonly key: string;
  /** Of the last event of the page that touched it. */
  readonly position: Position;
  readonly document: Doc;
}

export interface ChangedPage<Doc extends object> {
  /** Each document once, in the order of positions. */
  readonly changes: readonly ChangedDocument<Doc>[];
  /** Up to here everything has been told. */
  readonly next: Position;
  readonly caughtUp: boolean;
  /** Events that were looked at. */
  readonly events: number;
}

/** How long one look at the progress takes at most, in milliseconds. */
const LOOK_MS = 10_000;

/** The documents of a read model as they change, in the order of the log, told once they can be read. */
export class Changes<Doc extends object> {
  /** @param shownWith the read models that are to have got there too before a change is told */
  constructor(
    private readonly events: Pick<EventStore, 'subscribe'>,
    private readonly codec: EventCodec,
    private readonly projection: Projection<Doc, DomainEvent>,
    private readonly model: ReadModel<Doc>,
    private readonly shownWith: readonly string[],
    private readonly progress: ProjectionProgress,
  ) {}

  /** What changed after a position, then what changes, until the signal is aborted. */
  async *after(position: Position, signal: AbortSignal): AsyncGenerator<ChangedPage<Doc>, undefined> {
    for await (const page of this.events.subscribe(position, signal)) {
      const last = new Map<string, Position>();
      for (const { event, keys } of touchingOf(this.projection, entriesOf(page, this.codec), position).touching)
        for (const key of keys) last.set(key, event.position);
      if (last.size > 0 && !(await this.readable(page.next, signal))) return undefined;
      const documents = await this.model.get([...last.keys()]);
      const changes = [...last].flatMap(([key, at]) => {
        const document = documents.get(key)?.document;
        return document === undefined ? [] : [{ key, position: at, document }];
      });
      changes.sort((a, b) => (a.position < b.position ? -1 : 1));
      yield { changes, next: page.next, caughtUp: page.caughtUp, events: page.events.length };
    }
    return undefined;
  }

  /** Whether readers have got there; not before the signal is aborted otherwise. */
  private async readable(position: Position, signal: AbortSignal): Promise<boolean> {
    const names = [this.projection.name, ...this.shownWith];
    while (!signal.aborted) if (await this.progress.reached(names, position, LOOK_MS)) return true;
    return false;
  }
}
