import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { projections } from '../../../projections/all';
import { SqliteReadStore } from '../../../src/adapters/sqlite/read-store';
import type { Recorded } from '../../../src/domain/events';
import { EventCodec } from '../../../src/engine/deciding/event-codec';
import { foldLog } from '../../../src/engine/projecting/fold-log';
import type { FoldFailure } from '../../../src/engine/projecting/fold-failure';
import type { ProgressReport } from '../../../src/engine/projecting/projection-progress';
import { Projector } from '../../../src/engine/projecting/projector';
import { positionFrom } from '../../../src/kernel/message';
import type { LogPage } from '../../../src/ports/event-store';
import { UnreadableEvent } from '../../../src/ports/event-store';
import { Source, hurried, threeSteps } from '../folding';
import { TestLog } from '../test-service';

const OF_RUNS = [
  'run-history',
  'step-timeline',
  'overview-stats',
  'due-waits',
  'open-work',
  'workflows',
  'contacts',
  'outbox',
  'run-totals',
  'audit-index',
];
const ALL = projections.map(({ name }) => name);

/** What can be read of an event that cannot be, and which projections it may concern. */
const STOPPED: readonly (readonly [stream: string, type: string, stopped: readonly string[]])[] = [
  ['run-run-1', 'StepCompleted', ['run-history', 'step-timeline', 'open-work', 'outbox']],
  ['run-run-1', 'RunResumed', ['run-history', 'due-waits', 'open-work']],
  [
    'run-run-1',
    'RunCancelled',
    ['run-history', 'step-timeline', 'overview-stats', 'due-waits', 'open-work', 'workflows', 'run-totals'],
  ],
  ['run-run-1', 'StepCompletee', OF_RUNS],
  ['run-run-1', 'WorkflowDefined', OF_RUNS],
  ['run-run-1', '', OF_RUNS],
  ['workflow-w', 'WorkflowDefined', ['workflows', 'definitions', 'account-settings', 'audit-index']],
  ['workflow-w', 'x', ['due-waits', 'open-work', 'workflows', 'definitions', 'account-settings', 'audit-index']],
  ['enrollment-e', 'EnrollmentCompleted', ['open-work']],
  ['enrollment-e', 'x', ['open-work', 'audit-index']],
  ['event-e', 'EventReceived', ['open-work', 'contacts', 'contact-events', 'event-types', 'audit-index']],
  ['reminder-r', 'ReminderFired', ['due-waits', 'reminders']],
  ['reminder-r', '\u0000', ['due-waits', 'reminders', 'audit-index']],
  ['account-a', 'AccountSettingsChanged', ['account-settings', 'audit-index']],
  ['account-a', 'TriggerRegistered', ['audit-index']],
  ['contact-c', 'ContactOptedOut', ['contacts', 'audit-index']],
  ['contact-c', 'x', ['contacts', 'audit-index']],
  ['command-c', 'x', ['audit-index']],
  ['quota-q', 'QuotaTaken', []],
  ['run', 'StepCompleted', ALL],
  ['run_run-1', 'StepCompleted', ALL],
  ['', '', ALL],
];

describe('an event that cannot be read', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'runledger-'));
  const store = (): SqliteReadStore => SqliteReadStore.open(mkdtempSync(path.join(folder, 'reads-')));
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  const history = threeSteps();
  const end = history.at(-1)?.position ?? '';

  /** The history with this in the place of its third event, on one page. */
  const damaged = (stream: string, type: string): LogPage => {
    const [lost] = history.slice(2);
    if (lost === undefined) throw new Error('the history is too short');
    const unreadable = [new UnreadableEvent({ ...lost, stream, type }, 'it is odd')];
    return { events: history.filter((event) => event !== lost), unreadable, next: end, caughtUp: true };
  };

  async function folded(page: LogPage, reads: SqliteReadStore, log = new TestLog()): Promise<readonly FoldFailure[]> {
    const reports: ProgressReport[] = [];
    const projector = await Projector.open(
      new Source([]),
      reads,
      projections,
      new EventCodec(),
      hurried,
      log,
      (report) => reports.push(report),
    );
    await projector.fold(page);
    return reports.at(-1)?.failures ?? [];
  }

  it.each(STOPPED)('in %j of type %j stops only those that it may concern', async (stream, type, stopped) => {
    const reads = store();
    const page = damaged(stream, type);
    const log = new TestLog();
    const failures = await folded(page, reads, log);
    expect(failures.map(({ projection }) => projection).toSorted()).toEqual([...stopped].toSorted());
    const { position, revision } = page.unreadable?.[0] ?? { position: '', revision: 0 };
    for (const failure of failures) expect(failure).toMatchObject({ stream, revision, position, error: 'it is odd' });
    expect(log.records.flatMap(({ level, fields }) => (level === 'info' ? [] : [fields]))).toEqual(
      failures.map((failure) => ({ ...failure, correlationId: null })),
    );
    for (const projection of projections) {
      const model = await reads.open(projection);
      const isStopped = stopped.includes(projection.name);
      const place = isStopped ? history[1] : history.at(-1);
      expect(await model.checkpoint()).toMatchObject({ position: place?.position, eventId: place?.id });
      const events = (page.events as readonly Recorded[]).filter((event) => !isStopped || event.position < position);
      const documents = foldLog<object, Recorded>(projection, events);
      const stored = await model.get([...documents.keys()]);
      expect(new Map([...stored].map(([key, { document }]) => [key, document]))).toEqual(
        new Map([...documents].map(([key, document]) => [key, JSON.parse(JSON.stringify(document)) as object])),
      );
    }
    await reads.close();
  });

  it('at the end of a page is where the others stand, by its id', async () => {
    const reads = store();
    const last = { id: 'its-id', type: 'x', stream: 'quota-q', revision: 0, position: positionFrom(1_000_000n) };
    const unreadable = [new UnreadableEvent(last, 'it is odd')];
    expect(await folded({ events: history, unreadable, next: last.position, caughtUp: true }, reads)).toEqual([]);
    for (const projection of projections)
      expect(await (await reads.open(projection)).checkpoint()).toMatchObject({
        position: last.position,
        eventId: 'its-id',
      });
    await reads.close();
  });

  it.each(['schemaVersion of tomorrow', 'schemaVersion that is none'])(
    'by its %s stops only those that it concerns',
    async (which) => {
      const reads = store();
      const schemaVersion = which.endsWith('tomorrow') ? 9 : 0.5;
      const events = history.map((event) =>
        event === history[2] ? { ...event, metadata: { ...event.metadata, schemaVersion } } : event,
      );
      const failures = await folded({ events, next: end, caughtUp: true }, reads);
      const stopped = projections.filter(({ types }) => types.has(history[2]?.type ?? ''));
      expect(failures.map(({ projection }) => projection)).toEqual(stopped.map(({ name }) => name));
      await reads.close();
    },
  );
});
