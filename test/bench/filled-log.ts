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

/** What is written: so many runs, or as many as make so many events. */
type Wanted = ({ readonly runs: number } | { readonly events: number }) & {
  readonly accounts?: readonly string[];
  /** SMS that each run sends. */
  readonly steps?: number;
  /** They wait for a day that is far off, and have not finished. */
  readonly isWaiting?: boolean;
};

const RUNS_A_COMMIT = 500;
const DAY_MS = 86_400_000;
const BEGUN = Date.now() - 60 * DAY_MS;
const BETWEEN_RUNS_MS = 1_000;
const PAUSE = { id: 'pause', type: 'delay', duration: 'P400D' };
const FAR_MS = 400 * DAY_MS;

/**
 * Runs as the service writes them, from their enrolling to the end of their enrollment, straight into the new log of a data
 * folder that nobody has open, some 50,000 events a second. Nothing in it is forced to disk.
 */
export function fillLog(
  folder: string,
  { accounts = ['acme'], steps = 5, isWaiting = false, ...many }: Wanted,
): Filled {
  makeFolder(folder);
  const db = openEventLogForWriting(folder);
  db.pragma('synchronous = OFF');
  const writer = new LogWriter(db);
  const names = Array.from({ length: steps }, (_, i) => `step-${i + 1}`);
  const eventsOfRun = 2 * steps + (isWaiting ? 3 : 4);
  const runs = 'runs' in many ? many.runs : Math.ceil(many.events / eventsOfRun);
  const defining = new Ledger(BEGUN);
  for (const account of accounts) define(defining, account, names, isWaiting);
  const commit = (log: readonly Recorded[]): void => {
    const isRefused = writer.commit(appendsOf(log)).some((answer) => 'actual' in answer);
    if (isRefused) throw new Error('the log is not new');
  };
  commit(defining.log);
  for (let from = 0; from < runs; from += RUNS_A_COMMIT) {
    const ledger = new Ledger(BEGUN + from * BETWEEN_RUNS_MS);
    for (let i = from; i < Math.min(from + RUNS_A_COMMIT, runs); i++) {
      tell(ledger, i, accounts[i % accounts.length] ?? 'acme', names, isWaiting);
      ledger.pass(BETWEEN_RUNS_MS);
    }
    commit(ledger.log);
  }
  writer.checkpoint();
  writer.close();
  return { events: defining.log.length + runs * eventsOfRun, runs };
}

const workflowOf = (account: string): string => `welcome-${account}`;

function define(ledger: Ledger, account: string, names: readonly string[], isWaiting: boolean): void {
  const workflowId = workflowOf(account);
  const messages = names.map((id) => ({ id, type: 'sms', body: `Hello, this is number ${id}` }));
  const steps = isWaiting ? [...messages, PAUSE] : messages;
  const definition = parseDefinition({ name: 'Welcome', trigger: { type: 'manual' }, steps });
  ledger.append(
    account,
    workflowStream(workflowId),
    { type: 'WorkflowDefined', data: { workflowId, version: 1, definition } },
    { type: 'WorkflowActivated', data: { workflowId } },
  );
}

function tell(ledger: Ledger, i: number, account: string, names: readonly string[], isWaiting: boolean): void {
  const runId = hashId('run', account, String(i));
  const start = { runId, workflowId: workflowOf(account), contactId: `contact-${i}`, contact: contactOf(i) };
  const story = new RunStory(ledger, start, account);
  story.enrolls();
  story.starts();
  for (const step of names) {
    story.sends(step);
    story.completes(step, 'sms', { messageId: hashId('message', runId, step), body: `Hello, this is number ${step}` });
  }
  if (isWaiting) {
    story.waits(PAUSE.id, FAR_MS);
    return;
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
