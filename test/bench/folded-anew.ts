import { projections } from '../../projections/all';
import { createLog } from '../../src/assembly/json-log';
import { EventCodec } from '../../src/engine/deciding/event-codec';
import type { WholeLog } from '../../src/engine/projecting/key-folding';
import { Projector } from '../../src/engine/projecting/projector';
import { systemClock } from '../../src/kernel/clock';
import type { LogPage } from '../../src/ports/event-store';
import type { ReadStore } from '../../src/ports/read-store';

const names = projections.map(({ name }) => name);
const log = createLog('warn');

export interface Folded {
  readonly events: number;
  readonly seconds: number;
}

/**
 * Folds a log into read models that are empty, to its end.
 *
 * @param largest events in one page; absent: as many as the log gives
 */
export async function foldAnew(events: WholeLog, reads: ReadStore, largest = Infinity): Promise<Folded> {
  const head = await events.head();
  const done = new AbortController();
  let count = 0;
  const counted = {
    identity: () => events.identity(),
    idAt: (position: string) => events.idAt(position),
    async *subscribe(after: string, signal: AbortSignal) {
      for await (const page of events.subscribe(after, signal)) {
        count += page.events.length;
        yield* cut(page, largest);
      }
    },
  };
  const projector = await Projector.open(counted, reads, projections, new EventCodec(), systemClock, log, (report) => {
    if (names.every((name) => (report.reached.get(name)?.position ?? '') >= head)) done.abort();
  });
  const since = performance.now();
  await projector.run(done.signal);
  return { events: count, seconds: (performance.now() - since) / 1_000 };
}

function* cut(page: LogPage, largest: number): Generator<LogPage> {
  const { events, unreadable = [] } = page;
  if (events.length <= largest || unreadable.length > 0) {
    yield page;
    return;
  }
  for (let from = 0; from < events.length; from += largest) {
    const part = events.slice(from, from + largest);
    const isLast = from + part.length === events.length;
    yield { events: part, next: part.at(-1)?.position ?? page.next, caughtUp: isLast && page.caughtUp };
  }
}
