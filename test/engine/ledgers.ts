import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PrometheusMeter } from '../../src/adapters/prometheus/prometheus-meter';
import { SqliteEventStore } from '../../src/adapters/sqlite/event-store';
import { EventCodec } from '../../src/engine/deciding/event-codec';
import { Ledger } from '../../src/engine/deciding/ledger';
import { TestClock } from '../test-clock';

/** A log in SQLite, and as many processes that decide and append as a test needs. */
export class Ledgers {
  readonly clock = new TestClock();
  private readonly folder = mkdtempSync(path.join(tmpdir(), 'runledger-'));
  readonly store = SqliteEventStore.open(this.folder);

  another(): Ledger {
    return new Ledger(this.store, new EventCodec(), this.clock, new PrometheusMeter(false));
  }

  async remove(): Promise<void> {
    await this.store.close();
    rmSync(this.folder, { recursive: true });
  }
}
