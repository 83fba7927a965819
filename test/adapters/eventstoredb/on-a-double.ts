import { EventStoreDbEventStore } from '../../../src/adapters/eventstoredb/event-store';
import type { Timings } from '../../../src/adapters/eventstoredb/timings';
import { EventStoreDbDouble } from '../../doubles/eventstoredb/server';
import { RecordingLog } from './recording-log';

/** What the streams of the tests' own log begin with. */
export const NAMES = { ours: ['contract-'], watched: ['contract-'] };

/** In no hurry where nothing is to be waited for, so that a slow machine changes nothing. */
export const QUICK: Timings = {
  appendMs: 200,
  readMs: 10_000,
  attempts: 20,
  pauseMs: 5,
  longestPauseMs: 50,
  quietMs: 10_000,
};

export interface OnADouble {
  readonly double: EventStoreDbDouble;
  readonly store: EventStoreDbEventStore;
  readonly log: RecordingLog;
}

/** A store on a double of its own, for each test of a file that asks; gone after it. */
export function storesOnDoubles(): (timings?: Partial<Timings>, protocol?: string) => Promise<OnADouble> {
  const opened: OnADouble[] = [];
  afterEach(async () => {
    for (const { double, store } of opened.splice(0)) {
      await store.close();
      double.stop();
    }
  });
  return async (timings = {}, protocol = 'esdb:') => {
    const double = await EventStoreDbDouble.start();
    const log = new RecordingLog();
    const url = double.url.replace('esdb:', protocol);
    const store = await EventStoreDbEventStore.open(url, NAMES, log, { ...QUICK, ...timings });
    const one = { double, store, log };
    opened.push(one);
    return one;
  };
}
