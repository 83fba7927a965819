/**
 * How late waits are woken that end in the same instant, in one process with everything that follows from a wake: WAITS
 * runs wait for an instant (WAIT=delay) or an opening (WAIT=business_hours), then send an SMS. Then OVERDUE runs whose time
 * came while no process was there: how many are woken a second after a restart, and what commands and reads wait meanwhile.
 * On the embedded stores, or on the servers of EVENTSTORE_URL and MONGODB_URL (in a database of its own).
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { projections } from '../../projections/all';
import { boot } from '../../src/assembly/boot';
import type { Booted } from '../../src/assembly/boot';
import { createLog } from '../../src/assembly/json-log';
import { ChangeSettings, ChangeSettingsHandler } from '../../src/commands/change-settings';
import { ChangeWorkflowStatus, ChangeWorkflowStatusHandler } from '../../src/commands/change-workflow-status';
import { DefineWorkflow, DefineWorkflowHandler } from '../../src/commands/define-workflow';
import { EnrollContact, EnrollContactHandler } from '../../src/commands/enroll-contact';
import { readConfig } from '../../src/config';
import type { Config } from '../../src/config';
import { DEFAULT_SETTINGS, WEEKDAYS } from '../../src/domain/account/settings';
import { parseDefinition } from '../../src/domain/workflow/parse-definition';
import { isoTime } from '../../src/kernel/clock';
import type { CommandContext } from '../../src/kernel/command-context';
import { newId } from '../../src/kernel/ids';
import { inParallel } from '../../src/kernel/in-parallel';
import type { Appended, EventStore } from '../../src/ports/event-store';
import { tell, tellTimes } from './figures';

const WAITS = Number(process.env['WAITS'] ?? 5_000);
const OVERDUE = Number(process.env['OVERDUE'] ?? 90_000);
const WAIT = process.env['WAIT'] ?? 'delay';
const WIDTH = 128;
/** What enrolling one may take, in milliseconds; a busy machine needs more. */
const ENROLLING_MS = Number(process.env['ENROLLING_MS'] ?? 3);
/** From the last enrolling to the instant. */
const AHEAD_MS = 8_000;
const MINUTE_MS = 60_000;
/** Between two requests while the overdue are woken. */
const BETWEEN_MS = 20;
const PATIENCE_MS = 600_000;

const { EVENTSTORE_URL, MONGODB_URL } = process.env;
const log = createLog('warn');
const context = (): CommandContext => ({ account: 'bench', actor: 'bench', commandId: newId(), correlationId: null });
const names = projections.map(({ name }) => name);

/** When each wake was decided and when it was durable, by its stream. */
class Wakes {
  readonly decided: number[] = [];
  readonly durable: number[] = [];

  constructor(events: EventStore) {
    const append = events.append.bind(events);
    events.append = async (stream, revision, added): Promise<Appended> => {
      const appended = await append(stream, revision, added);
      const [first] = added;
      if (first?.type === 'RunResumed') {
        this.decided.push(Date.parse(first.metadata.at));
        this.durable.push(Date.now());
      }
      return appended;
    };
  }

  async reached(count: number): Promise<void> {
    const from = Date.now();
    while (this.durable.length < count) {
      if (Date.now() - from > PATIENCE_MS) throw new Error(`only ${this.durable.length} of ${count} were woken`);
      await pause(20);
    }
  }
}

async function caughtUp({ engine }: Booted): Promise<void> {
  await engine.runner.settled();
  const { progress, events } = engine.dependencies;
  if (!(await progress.reached(names, await events.head(), PATIENCE_MS))) throw new Error('not caught up');
}

async function opens({ engine: { ledger, facts } }: Booted, wait: object): Promise<string> {
  const steps = [
    { id: 'pause', ...wait },
    { id: 'hello', type: 'sms', body: 'Hi {{ contact.name }}, it is time' },
  ];
  const definition = parseDefinition({ name: 'Bench', trigger: { type: 'manual' }, steps });
  const { workflowId } = await new DefineWorkflowHandler(ledger, facts).execute(
    new DefineWorkflow(context(), null, definition),
  );
  const activation = new ChangeWorkflowStatus(context(), workflowId, 'ActivateWorkflow');
  await new ChangeWorkflowStatusHandler(ledger, facts).execute(activation);
  return workflowId;
}

async function enrolls({ engine }: Booted, workflowId: string, count: number, at: number, as = 'c'): Promise<void> {
  const handler = new EnrollContactHandler(engine.facts, engine.enroller);
  const all = Array.from({ length: count }, (_, i) => i);
  await inParallel(all, WIDTH, async (i) => {
    const contact = { id: `${as}-${i}`, name: `Contact ${i}`, phone: `+34600${String(i).padStart(6, '0')}` };
    await handler.execute(new EnrollContact(context(), workflowId, contact, { at: isoTime(at) }));
  });
}

/** An account that opens at the next full minute after a moment. */
async function openAfter({ engine: { ledger } }: Booted, moment: number): Promise<number> {
  const opening = Math.ceil(moment / MINUTE_MS) * MINUTE_MS;
  const hours = [isoTime(opening).slice(11, 16), isoTime(opening - MINUTE_MS).slice(11, 16)] as const;
  const businessHours = Object.fromEntries(WEEKDAYS.map((day) => [day, [hours]]));
  const settings = { ...DEFAULT_SETTINGS, businessHours };
  await new ChangeSettingsHandler(ledger).execute(new ChangeSettings(context(), settings));
  return opening;
}

async function dueAtOnce(config: Config): Promise<void> {
  const booted = await boot(config, log);
  booted.start();
  const wakes = new Wakes(booted.engine.dependencies.events);
  const estimate = Date.now() + AHEAD_MS + WAITS * ENROLLING_MS;
  const isHold = WAIT === 'business_hours';
  const at = isHold ? await openAfter(booted, estimate) : estimate;
  const wait = isHold ? { type: 'business_hours' } : { type: 'delay', until: 'data.at' };
  await enrolls(booted, await opens(booted, wait), WAITS, at);
  await caughtUp(booted);
  const left = at - 500 - Date.now();
  if (left < 2_000) throw new Error('enrolling took too long');
  await pause(left);
  const before = threadCpuMs();
  await wakes.reached(WAITS);
  const woken = threadCpuMs() - before;
  await caughtUp(booted);
  const of = `${WAITS.toLocaleString('en-US')} waits that end at once (${WAIT})`;
  tell(of, 'woken too early', wakes.decided.filter((time) => time < at).length, 'of them');
  const late = (times: readonly number[]): number[] => times.map((time) => time - at);
  tellTimes(of, 'late when decided', late(wakes.decided), 'max');
  tellTimes(of, 'late when durable', late(wakes.durable), 'max');
  tell(of, 'everything sent and folded after', Date.now() - at, 'ms');
  tell(of, 'CPU of the main thread until all are woken', (woken * 1_000) / WAITS, 'µs a wake');
  tell(of, 'CPU of the main thread with sending', ((threadCpuMs() - before) * 1_000) / WAITS, 'µs a wake');
  await booted.stop();
}

async function overdue(config: Config): Promise<void> {
  const seeding = await boot(config, log);
  const at = Date.now() + 1_000 + OVERDUE * ENROLLING_MS;
  await enrolls(seeding, await opens(seeding, { type: 'delay', until: 'data.at' }), OVERDUE, at);
  const quick = await opens(seeding, { type: 'exit' });
  await caughtUp(seeding);
  await seeding.stop();
  await pause(Math.max(0, at - Date.now()));

  const booted = await boot(config, log);
  const wakes = new Wakes(booted.engine.dependencies.events);
  const over = new AbortController();
  const [before, from] = [threadCpuMs(), performance.now()];
  booted.start();
  const asked = asking(booted, quick, over.signal);
  await wakes.reached(OVERDUE);
  const [seconds, cpu] = [(performance.now() - from) / 1_000, threadCpuMs() - before];
  over.abort();
  const [commands, reads] = await asked;
  await caughtUp(booted);
  const settled = (performance.now() - from) / 1_000;
  const of = `${OVERDUE.toLocaleString('en-US')} overdue at the start`;
  tell(of, 'woken', OVERDUE / seconds, 'a second');
  tell(of, 'everything sent and folded after', settled, 's');
  tell(of, 'CPU of the main thread', (cpu * 1_000) / OVERDUE, 'µs a wake');
  tellTimes(of, 'commands meanwhile', commands);
  tellTimes(of, 'reads meanwhile', reads);
  await booted.stop();
}

/** Enrolls a contact and reads a run at a steady rate, whatever the answers take. */
async function asking({ engine }: Booted, workflowId: string, over: AbortSignal): Promise<[number[], number[]]> {
  const handler = new EnrollContactHandler(engine.facts, engine.enroller);
  const [commands, reads]: [number[], number[]] = [[], []];
  const asked: Promise<void>[] = [];
  const timed = async (into: number[], work: () => Promise<unknown>): Promise<void> => {
    const begun = performance.now();
    const answered = engine.turns.request('bench');
    await work();
    answered();
    into.push(performance.now() - begun);
  };
  for (let i = 0, from = performance.now(); !over.aborted; i++) {
    await pause(Math.max(0, from + i * BETWEEN_MS - performance.now()));
    const contact = { id: `asked-${i}`, name: 'Asked', phone: '+34600000000' };
    asked.push(timed(commands, () => handler.execute(new EnrollContact(context(), workflowId, contact, {}))));
    asked.push(timed(reads, () => engine.models.runHistory.get(['nothing'])));
  }
  await Promise.all(asked);
  return [commands, reads];
}

/** Processor time that the main thread has had, in milliseconds. */
function threadCpuMs(): number {
  const fields = readFileSync(`/proc/self/task/${process.pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

async function main(): Promise<void> {
  for (const measure of [WAITS > 0 && dueAtOnce, OVERDUE > 0 && overdue]) {
    if (measure === false) continue;
    const folder = mkdtempSync(path.join(tmpdir(), 'runledger-bench-'));
    const database = MONGODB_URL?.replace(/^(\w+:\/\/[^/?]+)(?:\/[^?]*)?/, `$1/runledger-bench-${newId()}`);
    await measure(readConfig({ DATA_DIR: folder, EVENTSTORE_URL, MONGODB_URL: database }));
    rmSync(folder, { recursive: true });
  }
}

void main();
