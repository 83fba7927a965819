import type { Recorded } from '../../domain/events';
import { InvalidRequest } from '../../kernel/errors';
import type { EventStore } from '../../ports/event-store';
import type { EventCodec } from '../deciding/event-codec';

/** A moment of a stream: after the event of a revision, or at a time in milliseconds since the epoch. */
export type Moment = { readonly revision: number } | { readonly time: number };

const PAGE = 1_000;

/** Streams as they were. */
export class Replay {
  constructor(
    private readonly store: EventStore,
    private readonly codec: EventCodec,
  ) {}

  /**
   * The beginning of a stream that had happened at a moment. At a time that is the longest beginning whose events are all
   * from then or before: where a clock was set back, what came after a later event had not happened yet, and a time that
   * the stream itself tells of has been, whatever the clock says now.
   *
   * @param now milliseconds since the epoch
   * @returns none when there is no such stream of this account, or it had not begun
   * @throws InvalidRequest for a moment that never was
   */
  async beginning(stream: string, account: string, moment: Moment, now: number): Promise<readonly Recorded[]> {
    const events: Recorded[] = [];
    for await (const event of this.events(stream)) {
      if (event.metadata.account !== account) return [];
      if (!isReached(event, moment)) return events;
      events.push(event);
    }
    requireReached(moment, events, now);
    return events;
  }

  private async *events(stream: string): AsyncGenerator<Recorded, undefined> {
    let from = 0;
    for (;;) {
      const page = await this.store.readStream(stream, { from, limit: PAGE });
      for (const event of page) yield this.codec.upcast(event);
      if (page.length < PAGE) return undefined;
      from += PAGE;
    }
  }
}

/** Runs of before their start was the moment of its event tell one that is a little earlier: they are there from then on. */
const timeOf = ({ type, data, metadata }: Recorded): number =>
  Date.parse(type === 'RunStarted' ? data.startedAt : metadata.at);

const isReached = (event: Recorded, moment: Moment): boolean =>
  'revision' in moment ? event.revision <= moment.revision : timeOf(event) <= moment.time;

/** @throws InvalidRequest for a moment after all the events of a stream that never was */
function requireReached(moment: Moment, events: readonly Recorded[], now: number): void {
  const last = events.at(-1);
  if (last === undefined) return;
  if ('revision' in moment) {
    if (last.revision < moment.revision) throw never(`is a revision that never was: the last one is ${last.revision}`);
  } else if (moment.time > now && !events.some((event) => timeOf(event) === moment.time)) {
    throw never('is still to come');
  }
}

const never = (message: string): InvalidRequest => new InvalidRequest([{ path: 'at', message }]);
