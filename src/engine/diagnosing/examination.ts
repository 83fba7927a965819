import { projections } from '../../../projections/all';
import type { Clock } from '../../kernel/clock';
import { EFFECT_CHANNELS } from '../../domain/effect/effect';
import { ENGINE_ACTOR, SAMPLE_ACTOR } from '../../kernel/command-context';
import { START } from '../../kernel/message';
import { isOutage } from '../../ports/availability';
import type { StoreName } from '../../ports/availability';
import { UnreadableEvent } from '../../ports/event-store';
import type { EventStore } from '../../ports/event-store';
import type { Channels } from '../../ports/effect-channel';
import type { ReadStore } from '../../ports/read-store';
import { TIMER_KINDS, dueTimers } from '../due-work/overdue';
import { servedCopies } from '../projecting/copy-registry';
import type { Copy } from '../projecting/copies';
import { shapeOf } from '../projecting/copies';
import type { FoldFailure } from '../projecting/fold-failure';
import type { ProjectionAdmin, ProjectionView } from '../projecting/projection-admin';
import type { ReadModels } from '../projecting/read-models';
import { LogPlaces } from '../projecting/same-log';
import { LATE_MS } from './diagnoses';
import type { ClockFacts, Facts, MachineFacts } from './facts';
import { senderlessChannels } from './senderless';
import { stoppingPlace } from './stopping-place';

/** Names it where interfaces cannot. */
export const EXAMINED = Symbol('examined');

/** What is examined. */
export interface Examined {
  readonly events: Pick<EventStore, 'head' | 'identity' | 'idAt' | 'latest' | 'ping' | 'readAll' | 'subscribe'>;
  readonly reads: ReadStore;
  readonly projections: ProjectionAdmin;
  readonly models: ReadModels;
  readonly clock: Clock;
  readonly channels: Channels;
  /** Whether it is done by a process of the service. */
  readonly isService: boolean;
  readonly machine: () => Promise<MachineFacts>;
}

/** Timers that are due are counted up to here, of each of 16 shards. */
const MOST_DUE = 100;
/** Events that are read at a time to find when the ledger was first used. */
const PAGE = 500;

/** Gathers what can be known; of a store that does not answer, that it does not. */
export async function examine(examined: Examined): Promise<Facts> {
  const { events, reads, models, clock, isService } = examined;
  const machine = await examined.machine();
  const silentStores = (await Promise.all([silent('event store', events), silent('read store', reads)])).flat();
  const views = await known(() => examined.projections.list(), []);
  return {
    now: clock.now(),
    isService,
    silentStores,
    projections: views,
    trouble: models.progress.trouble,
    stops: await known(() => stopsOf(examined, views), []),
    otherLog: await known(() => otherLogOf(examined), new Map<string, string>()),
    timers: await known(() => timersOf(examined), []),
    clocks: (await Promise.all([known(() => ofReads(examined), []), known(() => ofEvents(examined), [])])).flat(),
    channels: await troublesOf(examined.channels),
    senderless: await known(() => senderlessChannels(models, machine), []),
    ledger: await known(() => ledgerOf(examined), { head: START, since: null }),
    machine,
  };
}

async function known<T>(look: () => Promise<T>, unknown: T): Promise<T> {
  try {
    return await look();
  } catch (error) {
    if (isOutage(error)) return unknown;
    throw error;
  }
}

const silent = (name: StoreName, store: { ping(): Promise<void> }): Promise<readonly StoreName[]> =>
  store.ping().then(
    () => [],
    () => [name],
  );

const timersOf = ({ models, clock }: Examined): Promise<Facts['timers']> =>
  Promise.all(TIMER_KINDS.map(async (kind) => ({ kind, ...(await dueTimers(models, kind, clock, MOST_DUE)) })));

/** Whoever folds tells where it stopped; of those that others fold, or nobody, it is looked for. */
async function stopsOf(
  { events, reads, clock, isService }: Examined,
  views: readonly ProjectionView[],
): Promise<readonly FoldFailure[]> {
  const copies = await servedCopies(reads, projections);
  const stops: FoldFailure[] = [];
  for (const { name, status, failure, lag, lagMs } of views) {
    const [projection, copy] = [projections.find((one) => one.name === name), copies.get(name)];
    if (projection === undefined || copy?.version !== projection.version) continue;
    const isStill = status !== 'paused' && failure === null && (isService ? lagMs > LATE_MS : lag > 0);
    const stop = isStill ? await stoppingPlace(events, reads, projection, copy, clock) : null;
    if (stop !== null) stops.push(stop);
  }
  return stops;
}

async function otherLogOf({ events, reads }: Examined): Promise<ReadonlyMap<string, string>> {
  const places = await LogPlaces.of(events);
  const different = async ([name, copy]: readonly [string, Copy]) => {
    const model = await reads.open(shapeOf(name, copy));
    const reason = await places.difference(await model.checkpoint());
    return reason === null ? [] : [[name, reason] as const];
  };
  return new Map((await Promise.all(Array.from(await servedCopies(reads, projections), different))).flat());
}

async function ofReads({ reads, clock }: Examined): Promise<readonly ClockFacts[]> {
  const before = clock.now();
  const time = await reads.time();
  return time === null ? [] : [{ of: 'read store', aheadMs: Math.round((before + clock.now()) / 2 - time) }];
}

/** An event is stored soon after it was decided, and neither is to come. */
async function ofEvents({ events, clock }: Examined): Promise<readonly ClockFacts[]> {
  const latest = await events.latest();
  if (latest === null) return [];
  const { decidedAt, storedAt } = latest;
  return [
    ...(storedAt === null ? [] : [{ of: 'event store' as const, aheadMs: decidedAt - storedAt }]),
    { of: 'ledger', aheadMs: Math.min(0, clock.now() - decidedAt) },
  ];
}

/** Each that can be tried is tried now. */
async function troublesOf(channels: Channels): Promise<Facts['channels']> {
  const tried = EFFECT_CHANNELS.map(async (channel) => ({
    channel,
    trouble: await channels[channel].check?.(),
  }));
  return (await Promise.all(tried)).flatMap(({ channel, trouble }) =>
    typeof trouble === 'string' ? [{ channel, trouble }] : [],
  );
}

async function ledgerOf({ events }: Examined): Promise<Facts['ledger']> {
  return { head: await events.head(), since: await firstUse(events) };
}

/** When somebody first did something: neither the sample nor what follows from it is anybody's. Null: nobody did. */
async function firstUse(events: Pick<EventStore, 'readAll'>): Promise<number | null> {
  try {
    let page = await events.readAll(START, 1);
    const isSample = page.events[0]?.metadata.actor === SAMPLE_ACTOR;
    for (;;) {
      const first = page.events.find(({ metadata: { actor } }) => !isSample || !OF_SAMPLE.has(actor));
      if (first !== undefined) return Date.parse(first.metadata.at);
      if (page.caughtUp) return null;
      page = await events.readAll(page.next, PAGE);
    }
  } catch (error) {
    if (error instanceof UnreadableEvent) return 0; // of a time unknown: old
    throw error;
  }
}

const OF_SAMPLE: ReadonlySet<string> = new Set([SAMPLE_ACTOR, ENGINE_ACTOR]);
