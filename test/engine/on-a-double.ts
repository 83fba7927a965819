import { EventStoreDbEventStore } from '../../src/adapters/eventstoredb/event-store';
import { STREAM_NAMES } from '../../src/assembly/stores';
import type { Channels } from '../../src/ports/effect-channel';
import { QUICK } from '../adapters/eventstoredb/on-a-double';
import { RecordingLog } from '../adapters/eventstoredb/recording-log';
import { EventStoreDbDouble } from '../doubles/eventstoredb/server';
import { until } from '../until';
import { TestService } from './test-service';

/** The engine over a log on an EventStoreDB that goes away when a test says so; its read models stay. */
export class OnADouble {
  private constructor(
    readonly double: EventStoreDbDouble,
    readonly test: TestService,
  ) {}

  static async open(channels: Partial<Channels> = {}): Promise<OnADouble> {
    const double = await EventStoreDbDouble.start();
    const openLog = () =>
      EventStoreDbEventStore.open(double.url, STREAM_NAMES, new RecordingLog(), { ...QUICK, readMs: 1_000 });
    return new OnADouble(double, await TestService.open(channels, undefined, undefined, openLog));
  }

  /** Resolves when this process knows of it. */
  isAway(): Promise<void> {
    return this.passes('the log is known to be away', (awaySince) => awaySince !== null);
  }

  /** Likewise. */
  isBack(): Promise<void> {
    return this.passes('the log is known to be back', (awaySince) => awaySince === null);
  }

  /** Time passes until something has come true. */
  async passes(what: string, isTrue: (awaySince: number | null) => boolean | Promise<boolean>): Promise<void> {
    const { events } = this.test.engine.dependencies.availability;
    await until(what, () => {
      this.test.clock.advance(500);
      return isTrue(events.awaySince);
    });
  }
}

/** The ways in which a log goes away and comes back. */
export const WAYS: readonly (readonly [
  string,
  { goes: (double: EventStoreDbDouble) => void; returns: (double: EventStoreDbDouble) => Promise<void> },
])[] = [
  [
    'killed',
    {
      goes: (double) => {
        double.stop();
      },
      returns: (double) => double.listen(),
    },
  ],
  [
    'frozen',
    {
      goes: ({ faults }) => {
        faults.frozen = true;
      },
      returns: async ({ faults }) => {
        faults.frozen = false;
        return Promise.resolve();
      },
    },
  ],
];
