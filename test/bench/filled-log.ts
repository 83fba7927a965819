import type { Recorded } from '../../src/domain/events';
import { openEventLogForWriting } from '../../src/adapters/sqlite/event-log';
import { makeFolder } from '../../src/adapters/sqlite/make-folder';
import { LogWriter, prepareAppend } from '../../src/adapters/sqlite/log-writer';
import type { PreparedAppend } from '../../src/adapters/sqlite/log-writer';
import { workflowStream } from '../../src/domain/streams';
import { hashId } from '../../src/kernel/ids';
import { Ledger } from '../histories/ledger';
import { parseDefinition } from '../../src/domain/workflow/parse-definition';
import { RunStory } from '../histories/run-story';

export interface Filled {
  readonly events: number;
  readonly runs: number;
}

/** As the service writes them: a run of five SMS from its enrolling to the end of its enrollment. */
const STEPS = ['one', 'two', 'three', 'four', 'five'];
const EVENTS_OF_A_RUN = 4 + 2 * STEPS.length;
const RUNS_A_COMMIT = 500;
const BEGUN = Date.parse('2026-10-01T00:00:00.000Z');
const BETWEEN_RUNS_MS = 1_000;

/**
 * Finished runs, written straight into the new log of a data folder that nobody has open, some 50,000 events a second.
 * Nothing in it is forced to disk.
 *
 * @param atLeast events
 * @param accounts whose runs they are, in turn
 */
export function fillLog(folder: string, atLeast: number, accounts: readonly string[] = ['acme']): Filled {
  makeFolder(folder);
  const db = openEventLogForWriting(folder);
  db.pragma('synchronous = OFF');
  const writer = new LogWriter(db);
  const runs = Math.ceil(atLeast / EVENTS_OF_A_RUN);
  const defining = new Ledger(BEGUN);
  for (const account of accounts) define(defining, account);
  const commit = (log: readonly Recorded[]): void => {
    const refused = writer.commit(appendsOf(log)).find((answer) => answer instanceof Error);
    if (refused !== undefined) throw refused;
  };
  commit(defining.log);
  for (let from = 0; from < runs; from += RUNS_A_COMMIT) {
    const ledger = new Ledger(BEGUN + from * BETWEEN_RUNS_MS);
    for (let i = from; i < Math.min(from + RUNS_A_COMMIT, runs); i++) {
      tell(ledger, i, accounts[i % accounts.length] ?? 'acme');
      ledger.pass(BETWEEN_RUNS_MS);
    }
    commit(ledger.log);
  }
  writer.checkpoint();
  writer.close();
  return { events: defining.log.length + runs * EVENTS_OF_A_RUN, runs };
}

const workflowOf = (account: string): string => `welcome-${account}`;

function define(ledger: Ledger, account: string): void {
  const workflowId = workflowOf(account);
  const steps = STEPS.map((id) => ({ id, type: 'sms', body: `Hello, this is number ${id}` }));
  const definition = parseDefinition({ name: 'Welcome', trigger: { type: 'manual' }, steps });
  ledger.append(
    account,
    workflowStream(workflowId),
    { type: 'WorkflowDefined', data: { workflowId, version: 1, definition } },
    { type: 'WorkflowActivated', data: { workflowId } },
  );
}

function tell(ledger: Ledger, i: number, account: string): void {
  const runId = hashId('run', account, String(i));
  const start = { runId, workflowId: workflowOf(account), contactId: `contact-${i}`, contact: contactOf(i) };
  const story = new RunStory(ledger, start, account);
  story.enrolls();
  story.starts();
  for (const step of STEPS) {
    story.sends(step);
    story.completes(step, 'sms', { messageId: hashId('message', runId, step), body: `Hello, this is number ${step}` });
  }
  story.ends();
  story.leaves();
}

const contactOf = (i: number) => ({
  id: `contact-${i}`,
  name: `Contact ${i}`,
  phone: `+1202${String(i).padStart(7, '0')}`,
  email: `contact-${i}@example.com`,
});

/** In the order of the log: an enrollment ends after its run has, or whoever mends what was left open would look after it. */
function appendsOf(log: readonly Recorded[]): readonly PreparedAppend[] {
  const groups: Recorded[][] = [];
  for (const event of log) {
    const last = groups.at(-1);
    if (last?.[0]?.stream === event.stream) last.push(event);
    else groups.push([event]);
  }
  return groups.flatMap((events) => {
    const [first] = events;
    return first === undefined ? [] : [prepareAppend(first.stream, first.revision - 1, events)];
  });
}
