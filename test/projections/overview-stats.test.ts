import { overviewStats } from '../../projections/overview-stats';
import { dayKey } from '../../projections/overview-stats.day';
import { Ledger } from '../histories/ledger';
import { RunStory } from '../histories/run-story';
import { documentsOf } from './folding';

const MINUTE = 60_000;
const QUIET = { started: 0, completed: 0, failed: 0, completedByStart: 0, failedByStart: 0 };

describe('overview-stats', () => {
  let ledger: Ledger;
  const shown = (key: string) => documentsOf(overviewStats, ledger.log).get(key);

  beforeEach(() => {
    ledger = new Ledger(Date.parse('2026-11-24T23:50:00.000Z'));
  });

  it('totals the runs of a workflow over all time', () => {
    const [completes, fails, isCancelled, stays] = ['run-1', 'run-2', 'run-3', 'run-4'].map(
      (runId) => new RunStory(ledger, { runId, contactId: runId }),
    );
    completes?.starts();
    fails?.starts();
    isCancelled?.starts();
    ledger.pass(MINUTE);
    stays?.starts();
    ledger.pass(MINUTE);
    completes?.ends();
    fails?.fails('greet', 'sms');
    fails?.ends();
    isCancelled?.cancels();
    expect(shown('welcome')).toEqual({
      kind: 'totals',
      account: 'acme',
      workflowId: 'welcome',
      totalRuns: 4,
      completed: 1,
      failed: 1,
      cancelled: 1,
      active: 1,
      lastRunAt: '2026-11-24T23:51:00.000Z',
    });
  });

  it('counts an end in the quarter of an hour it happened, and in the one its run started', () => {
    const run = new RunStory(ledger);
    run.starts();
    ledger.pass(11 * MINUTE);
    run.ends();
    const day = { kind: 'day', account: 'acme', workflowId: 'welcome' };
    expect(shown(dayKey('welcome', '2026-11-24'))).toEqual({
      ...day,
      date: '2026-11-24',
      quarters: { 95: { ...QUIET, started: 1, completedByStart: 1 } },
    });
    expect(shown(dayKey('welcome', '2026-11-25'))).toEqual({
      ...day,
      date: '2026-11-25',
      quarters: { 0: { ...QUIET, completed: 1 } },
    });
  });

  it('counts both in one quarter when a run ends soon after its start', () => {
    const run = new RunStory(ledger);
    run.starts();
    run.fails('greet', 'sms');
    run.ends();
    expect(shown(dayKey('welcome', '2026-11-24'))).toMatchObject({
      quarters: { 95: { ...QUIET, started: 1, failed: 1, failedByStart: 1 } },
    });
  });

  it('has a cancelled run in the totals only', () => {
    const run = new RunStory(ledger);
    run.starts();
    ledger.pass(20 * MINUTE);
    run.cancels();
    expect(shown(dayKey('welcome', '2026-11-25'))).toBeUndefined();
  });
});
