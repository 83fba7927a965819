import { SqliteEventStore } from '../adapters/sqlite/event-store';
import type { Config } from '../config';
import { AuditTrail } from '../engine/auditing/audit-trail';
import { Exports, linesHere } from '../engine/auditing/exports';
import { EventCodec } from '../engine/deciding/event-codec';
import { Ledger } from '../engine/deciding/ledger';
import { systemClock } from '../kernel/clock';
import type { Log } from '../kernel/log';
import { UNMETERED } from '../ports/meter';
import { loadAuditKey } from './audit-key';

/** Exports of the embedded log, while no service works on it. @throws DomainError `data_folder_in_use`; ConfigError */
export function openExports(config: Config, log: Log): { readonly exports: Exports; close(): Promise<void> } {
  const events = SqliteEventStore.open(config.dataDir);
  const ledger = new Ledger(events, new EventCodec(), systemClock, UNMETERED);
  const exports = new Exports(events, ledger, linesHere(events), loadAuditKey(config), log);
  return { exports, close: () => events.close() };
}

/** The streams of the embedded log, while no service works on it. @throws DomainError `data_folder_in_use` */
export function openAuditTrail({ dataDir }: Config): { readonly trail: AuditTrail; close(): Promise<void> } {
  const events = SqliteEventStore.open(dataDir);
  return { trail: new AuditTrail(events, new EventCodec()), close: () => events.close() };
}
