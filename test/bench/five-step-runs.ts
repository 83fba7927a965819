/**
 * Runs of five SMS steps completed per second in one process, intent and outcome of each step durable, every projection
 * caught up at the end, and the CPU time that each took; then how fast the log so written is folded anew. On the embedded stores, or on the servers of
 * EVENTSTORE_URL and MONGODB_URL (in a database of its own). Prints medians over ROUNDS rounds of RUNS runs.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { projections } from '../../projections/all';
import { boot } from '../../src/assembly/boot';
import type { Booted } from '../../src/assembly/boot';
import { ChangeWorkflowStatus, ChangeWorkflowStatusHandler } from '../../src/commands/change-workflow-status';
import { DefineWorkflow, DefineWorkflowHandler } from '../../src/commands/define-workflow';
import { EnrollContact, EnrollContactHandler } from '../../src/commands/enroll-contact';
import { readConfig } from '../../src/config';
import type { Config } from '../../src/config';
import { parseDefinition } from '../../src/domain/workflow/parse-definition';
import type { CommandContext } from '../../src/kernel/command-context';
import { inParallel } from '../../src/kernel/in-parallel';
import { newId } from '../../src/kernel/ids';
import { createLog } from '../../src/assembly/json-log';
import { foldAnew, removeReadModels } from './folded-anew';
import { countCpuTime } from './cpu-time';
import { median, tell } from './figures';
import type { CpuTime } from './cpu-time';

const RUNS = Number(process.env['RUNS'] ?? 10_000);
const ROUNDS = Number(process.env['ROUNDS'] ?? 5);
const WIDTH = Number(process.env['WIDTH'] ?? 128);
const PATIENCE_MS = 300_000;

const { EVENTSTORE_URL, MONGODB_URL } = process.env;
const log = createLog('warn');
const context = (): CommandContext => ({ account: 'bench', actor: 'bench', commandId: newId(), correlationId: null });
const names = projections.map(({ name }) => name);

function configuration(dataDir: string): Config {
  const database = MONGODB_URL?.replace(/^(\w+:\/\/[^/?]+)(?:\/[^?]*)?/, `$1/runledger-bench-${newId()}`);
  return readConfig({ DATA_DIR: dataDir, EVENTSTORE_URL, MONGODB_URL: database });
}

interface Round {
  /** Runs a second, until everything had caught up, and before. */
  readonly caughtUp: number;
  readonly appended: number;
  /** Of all runs, until everything had caught up. */
  readonly cpu: CpuTime;
}

async function round(config: Config): Promise<Round> {
  const booted = await boot(config, log);
  await caughtUp(booted);
  const { engine } = booted;
  const { ledger, facts, enroller, runner, models } = engine;
  const steps = Array.from({ length: 5 }, (_, i) => ({
    id: `sms-${i}`,
    type: 'sms',
    body: 'Hi {{ contact.name }}, step {{ data.n }}',
  }));
  const definition = parseDefinition({ name: 'Bench', trigger: { type: 'manual' }, steps });
  const defined = new DefineWorkflowHandler(ledger, facts);
  const { workflowId } = await defined.execute(new DefineWorkflow(context(), null, definition));
  const activation = new ChangeWorkflowStatus(context(), workflowId, 'ActivateWorkflow');
  await new ChangeWorkflowStatusHandler(ledger, facts).execute(activation);
  const enroll = new EnrollContactHandler(facts, enroller);
  const cpuTime = countCpuTime();
  const since = process.hrtime.bigint();
  await inParallel(
    Array.from({ length: RUNS }, (_, i) => i),
    WIDTH,
    async (i) => {
      const contact = { id: `contact-${i}`, name: `Contact ${i}`, phone: `+1202555${i}` };
      await enroll.execute(new EnrollContact(context(), workflowId, contact, { n: i }));
      if (i % WIDTH === 0) await runner.settled();
    },
  );
  await runner.settled();
  const appended = RUNS / secondsSince(since);
  await caughtUp(booted);
  const total = RUNS / secondsSince(since);
  const cpu = cpuTime();
  const summary = (await models.workflows.get([workflowId])).get(workflowId)?.document;
  if (summary?.completed !== RUNS) throw new Error(`only ${summary?.completed ?? 0} of ${RUNS} runs completed`);
  await booted.stop();
  return { caughtUp: total, appended, cpu };
}

async function caughtUp({ engine: { dependencies } }: Booted): Promise<void> {
  if (!(await dependencies.progress.reached(names, await dependencies.events.head(), PATIENCE_MS)))
    throw new Error('not caught up');
}

const secondsSince = (since: bigint): number => Number(process.hrtime.bigint() - since) / 1e9;
async function main(): Promise<void> {
  const rounds: (Round & { readonly folded: number })[] = [];
  for (let i = 0; i < ROUNDS; i++) {
    const folder = mkdtempSync(path.join(tmpdir(), 'runledger-bench-'));
    const measured = await round(configuration(folder));
    removeReadModels(folder);
    const { events, seconds } = await foldAnew(configuration(folder));
    rounds.push({ ...measured, folded: events / seconds });
    rmSync(folder, { recursive: true });
  }
  const of = `five-step runs, events in ${EVENTSTORE_URL ? 'EventStoreDB' : 'SQLite'}, read models in ${MONGODB_URL ? 'MongoDB' : 'SQLite'}`;
  const medianOf = (figure: (one: (typeof rounds)[number]) => number | null): number =>
    median(rounds.map((one) => figure(one) ?? NaN));
  tell(
    of,
    'all read models caught up',
    medianOf(({ caughtUp }) => caughtUp),
    'runs/s',
  );
  tell(
    of,
    'before they caught up',
    medianOf(({ appended }) => appended),
    'runs/s',
  );
  tell(of, 'CPU of the main thread', medianOf(({ cpu }) => cpu.mainThread) / RUNS, 'µs a run');
  tell(of, 'CPU of the projector thread', medianOf(({ cpu }) => cpu.busiestOther) / RUNS, 'µs a run');
  tell(of, 'CPU of all threads', medianOf(({ cpu }) => cpu.all) / RUNS, 'µs a run');
  tell(
    of,
    'their log folded anew',
    medianOf(({ folded }) => folded),
    'events/s',
  );
}

void main();
