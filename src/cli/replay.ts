import { isDeepStrictEqual } from 'node:util';
import type { Command } from 'commander';
import type { Config } from '../config';
import type { AuditedEvent, StreamPage } from '../engine/auditing/audit-trail';
import { exactTime } from '../domain/time/exact-time';
import type { Json, JsonObject } from '../kernel/message';
import { EXIT, WrongUsage, commandOf, telling } from './command';
import type { Outcome } from './command';
import { LOG_ELSEWHERE, keyOf, noService, runningService } from './service-client';

export function replay(cli: Command): void {
  commandOf(
    cli,
    'replay <stream>',
    'a stream event by event, with what each changed in its state',
    `Streams are named by their category and id, as run-<runId> or workflow-<workflowId>.
The account is that of the auditor's key: RUNLEDGER_KEY, else the one in RUNLEDGER_API_KEYS or the data folder.
With --json each event has its whole state.`,
  )
    .option('--as-of <revision or time>', 'no further than this revision, or than this ISO 8601 time')
    .action(
      telling(async (config, { asOf }: { asOf?: string }, stream: string) => {
        const isLater = asOf === undefined ? () => false : laterThan(asOf);
        return told(stream, beginning(await eventsOf(config, stream), isLater));
      }),
    );
}

const PAGE = 200;

/** The service that runs tells, or the embedded log where none does. */
async function eventsOf(config: Config, stream: string): Promise<readonly AuditedEvent[]> {
  const service = runningService(config, 'auditor');
  if (service !== null) {
    const route = `/api/audit/streams/${encodeURIComponent(stream)}?states=true&limit=${PAGE}`;
    return pages(async (from) => (await service.get(`${route}&from=${from}`)) as unknown as StreamPage);
  }
  if (config.eventStoreUrl !== null) throw noService(LOG_ELSEWHERE);
  const { account } = keyOf(config, 'auditor');
  const { openAuditTrail } = await import('../assembly/offline-audit.js');
  const opened = openAuditTrail(config);
  try {
    const range = { limit: PAGE, direction: 'forwards', states: true } as const;
    return await pages((from) => opened.trail.page(account, stream, { ...range, from }));
  } finally {
    await opened.close();
  }
}

async function pages(page: (from: number) => Promise<StreamPage>): Promise<readonly AuditedEvent[]> {
  const all: AuditedEvent[] = [];
  let next: number | null = 0;
  while (next !== null) {
    const read: StreamPage = await page(next);
    all.push(...read.events);
    ({ next } = read);
  }
  return all;
}

type Later = (event: AuditedEvent) => boolean;

/** @throws WrongUsage when it is neither a revision nor a time */
function laterThan(asOf: string): Later {
  if (/^\d{1,9}$/.test(asOf)) return ({ revision }) => revision > Number(asOf);
  const time = exactTime(asOf);
  if (time === null)
    throw new WrongUsage('--as-of takes a revision, or an ISO 8601 time with its offset: 2026-11-24T10:00:00Z');
  return ({ at }) => at !== null && Date.parse(at) > time;
}

/** The longest one in which nothing had not happened yet. */
function beginning(events: readonly AuditedEvent[], isLater: Later): readonly AuditedEvent[] {
  const later = events.findIndex(isLater);
  return later < 0 ? events : events.slice(0, later);
}

function told(stream: string, events: readonly AuditedEvent[]): Outcome {
  const unreadable = events.filter((event) => event.unreadable !== undefined);
  return {
    text: events.map((event, i) => lineOf(event, events[i - 1]?.state ?? null)).join('\n'),
    fields: { stream, events },
    ...(unreadable.length > 0 && { exitCode: EXIT.found }),
  };
}

function lineOf({ revision, at, type, metadata, unreadable, state = null }: AuditedEvent, before: Json): string {
  const line = `${revision}  ${at ?? '(time unknown)'}  ${type}  by ${metadata?.actor ?? '(unknown)'}`;
  if (unreadable !== undefined) return `${line}\n     cannot be read: ${unreadable}`;
  return [line, ...changesBetween(before, state).map((change) => `     ${change}`)].join('\n');
}

/** What is another field now, in one line each. */
function changesBetween(before: Json, after: Json): readonly string[] {
  const [was, is] = [fieldsOf(before), fieldsOf(after)];
  const names = new Set([...Object.keys(was), ...Object.keys(is)]);
  return [...names]
    .filter((name) => !isDeepStrictEqual(was[name], is[name]))
    .map((name) => `${name}: ${JSON.stringify(is[name] ?? null)}`);
}

const fieldsOf = (state: Json): JsonObject =>
  typeof state === 'object' && state !== null && !Array.isArray(state) ? (state as JsonObject) : { state };
