/**
 * Runs of five SMS steps completed per second in one process: fsync on, intent and outcome of each step durable, every
 * projection caught up at the end. Prints the median of several rounds.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { projections } from '../../projections/all';
import { boot } from '../../src/boot';
import { ChangeWorkflowStatus, ChangeWorkflowStatusHandler } from '../../src/commands/change-workflow-status';
import { DefineWorkflow, DefineWorkflowHandler } from '../../src/commands/define-workflow';
import { EnrollContact, EnrollContactHandler } from '../../src/commands/enroll-contact';
import { readConfig } from '../../src/config';
import { parseDefinition } from '../../src/domain/workflow/parse-definition';
import type { CommandContext } from '../../src/engine/command-context';
import { inParallel } from '../../src/engine/in-parallel';
import { newId } from '../../src/kernel/ids';
import { createLog } from '../../src/log';

const RUNS = Number(process.env['RUNS'] ?? 10_000);
const ROUNDS = Number(process.env['ROUNDS'] ?? 5);
const WIDTH = Number(process.env['WIDTH'] ?? 128);

const context = (): CommandContext => ({ account: 'bench', actor: 'bench', commandId: newId(), correlationId: null });

async function round(): Promise<{ perSecond: number; finished: number }> {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'runledger-bench-'));
  const booted = await boot(readConfig({ DATA_DIR: dataDir }), createLog('warn'));
  const { service } = booted;
  const { ledger, facts, enroller, runner, ground, models } = service;
  const steps = Array.from({ length: 5 }, (_, i) => ({
    id: `sms-${i}`,
    type: 'sms',
    body: 'Hi {{ contact.name }}, step {{ data.n }}',
  }));
  const definition = parseDefinition({ name: 'Bench', trigger: { type: 'manual' }, steps });
  const defined = new DefineWorkflowHandler(ledger, facts);
  const { workflowId } = await defined.execute(new DefineWorkflow(context(), null, definition));
  await new ChangeWorkflowStatusHandler(ledger, facts).execute(
    new ChangeWorkflowStatus(context(), workflowId, 'ActivateWorkflow'),
  );
  const enroll = new EnrollContactHandler(facts, enroller);
  const started = process.hrtime.bigint();
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
  const driven = seconds(started);
  const names = projections.map(({ name }) => name);
  if (!(await ground.progress.reached(names, await ground.events.head(), 120_000))) throw new Error('not caught up');
  const total = seconds(started);
  const totals = (await models.workflows.get([workflowId])).get(workflowId)?.document;
  if (totals?.completed !== RUNS) throw new Error(`only ${totals?.completed ?? 0} of ${RUNS} runs completed`);
  await booted.stop();
  rmSync(dataDir, { recursive: true });
  return { perSecond: RUNS / total, finished: RUNS / driven };
}

const seconds = (since: bigint): number => Number(process.hrtime.bigint() - since) / 1e9;
const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

async function main(): Promise<void> {
  const rounds: { perSecond: number; finished: number }[] = [];
  for (let i = 0; i < ROUNDS; i++) rounds.push(await round());
  console.log(`five-step runs per second, projections caught up: ${median(rounds.map((r) => r.perSecond)).toFixed(0)}`);
  console.log(`appended before they caught up: ${median(rounds.map((r) => r.finished)).toFixed(0)}`);
}

void main();
