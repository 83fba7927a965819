import { CannotBeUsed } from '../assembly/operator-errors';
import type { Config } from '../config';
import type { ExportQuery } from '../domain/account/events';
import type { ExportHead, LedgerHead } from '../engine/auditing/exports';
import { exactTime } from '../domain/time/exact-time';
import { isoTime } from '../kernel/clock';
import { messageOf } from '../kernel/errors';
import { newId } from '../kernel/ids';
import { START } from '../kernel/message';
import type { Position } from '../kernel/message';
import { WrongUsage } from './command';
import { errorLog } from './error-log';
import { LOG_ELSEWHERE, keyOf, noService, runningService } from './service-client';
import type { ServiceClient } from './service-client';

/** Which lines of which export. */
export interface Wanted {
  readonly query: ExportQuery;
  readonly until?: Position;
  readonly after?: Position;
  readonly hash?: string;
}

export interface ExportSource {
  lines(wanted: Wanted): Promise<{ readonly until: Position; readonly chunks: AsyncIterable<Uint8Array> }>;
  /** @param until the end of the log unless told */
  head(query: ExportQuery, until: Position | undefined): Promise<ExportHead>;
  close(): Promise<void>;
}

/** The service that runs, or the embedded log where none does. @throws CannotBeUsed, ConfigError */
export async function openExportSource(config: Config): Promise<ExportSource> {
  const service = runningService(config, 'auditor');
  if (service !== null) return ofService(service);
  if (config.eventStoreUrl !== null) throw noService(LOG_ELSEWHERE);
  return await ofLog(config);
}

const ofService = (service: ServiceClient): ExportSource => ({
  async lines({ query, ...place }) {
    const response = await service.ask('GET', `/api/audit/export${asked({ ...query, ...place })}`);
    const until = response.headers.get('export-until') ?? START;
    return { until, chunks: whole((response.body ?? []) as AsyncIterable<Uint8Array>) };
  },
  async head(query, until) {
    const route = `/api/audit/head${asked({ ...query, ...(until === undefined ? {} : { until }) })}`;
    return (await service.get(route)) as unknown as ExportHead;
  },
  close: () => Promise.resolve(),
});

/** What the ledger of all accounts comes to, by the service that runs, or of the embedded log where none does. */
export async function headOfAll(config: Config, until: Position | undefined): Promise<LedgerHead> {
  const service = runningService(config, 'admin');
  if (service !== null) {
    const route = `/api/audit/ledger-head${until === undefined ? '' : asked({ until })}`;
    return (await service.get(route)) as unknown as LedgerHead;
  }
  if (config.eventStoreUrl !== null) throw noService(LOG_ELSEWHERE);
  const { openExports } = await import('../assembly/offline-audit.js');
  const opened = openExports(config, errorLog);
  try {
    return await opened.exports.whole(until ?? null, new AbortController().signal);
  } finally {
    await opened.close();
  }
}

const asked = (fields: Readonly<Record<string, string>>): string => `?${new URLSearchParams(fields).toString()}`;

async function* whole(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, undefined> {
  try {
    yield* chunks;
  } catch (error) {
    throw new CannotBeUsed('RUNLEDGER_URL', `cannot be used: the answer broke off (${messageOf(error)})`);
  }
  return undefined;
}

async function ofLog(config: Config): Promise<ExportSource> {
  const { account } = keyOf(config, 'auditor');
  const { openExports } = await import('../assembly/offline-audit.js');
  const opened = openExports(config, errorLog);
  const { exports } = opened;
  const { signal } = new AbortController();
  const context = { account, actor: 'auditor:runledger export', commandId: newId(), correlationId: newId() };
  return {
    lines: ({ query, until = null, after = START, hash = null }) =>
      exports.begin(context, { query, until, after, hash }, signal),
    head: (query, until) => exports.head(account, query, until ?? null, signal),
    close: () => opened.close(),
  };
}

/** The options that say which events. */
export interface QueryOptions {
  readonly stream?: string;
  readonly workflow?: string;
  readonly from?: string;
  readonly to?: string;
}

/** @throws WrongUsage */
export function queryOf({ stream, workflow, from, to }: QueryOptions): ExportQuery {
  if (stream !== undefined && workflow !== undefined) throw new WrongUsage('it takes a stream or a workflow');
  return {
    ...(stream === undefined ? {} : { stream }),
    ...(workflow === undefined ? {} : { workflowId: workflow }),
    ...(from === undefined ? {} : { from: time('--from', from) }),
    ...(to === undefined ? {} : { to: time('--to', to) }),
  };
}

function time(option: string, text: string): string {
  const ms = exactTime(text);
  if (ms === null) throw new WrongUsage(`${option} takes an ISO 8601 time with its offset: 2026-11-24T10:00:00Z`);
  return isoTime(ms);
}
