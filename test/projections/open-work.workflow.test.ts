import { openWork } from '../../projections/open-work';
import { Ledger } from '../histories/ledger';
import { RunStory } from '../histories/run-story';
import { documentsOf } from './folding';

const SECOND = 1_000;

describe('open-work of a workflow', () => {
  let ledger: Ledger;
  let first: RunStory;
  let second: RunStory;
  const work = () => documentsOf(openWork, ledger.log).get('workflow/welcome');
  const happens = (type: 'WorkflowActivated' | 'WorkflowPaused' | 'WorkflowArchived'): void => {
    ledger.append('acme', 'workflow-welcome', { type, data: { workflowId: 'welcome' } });
  };

  beforeEach(() => {
    ledger = new Ledger(Date.parse('2026-11-24T10:00:00.000Z'));
    first = new RunStory(ledger, { runId: 'run-1', contactId: 'ana' });
    second = new RunStory(ledger, { runId: 'run-2', contactId: 'ben' });
  });

  it('counts its active runs, with nothing to do', () => {
    first.starts();
    second.starts();
    expect(work()).toMatchObject({ running: 2, paused: 0, lane: null });
    first.ends();
    second.cancels();
    expect(work()).toBeUndefined();
  });

  it('has runs to pause, at once, until all of them are', () => {
    first.starts();
    second.starts();
    ledger.pass(SECOND);
    happens('WorkflowPaused');
    const pausing = {
      kind: 'pausing',
      account: 'acme',
      workflowId: 'welcome',
      since: '2026-11-24T10:00:01.000Z',
      dueAt: '2026-11-24T10:00:01.000Z',
      lane: 'open/e',
      order: '2026-11-24T10:00:01.000Z|workflow/welcome',
    };
    expect(work()).toEqual({ ...pausing, running: 2, paused: 0 });
    ledger.pass(SECOND);
    first.pauses();
    expect(work()).toEqual({ ...pausing, running: 1, paused: 1 });
    second.pauses();
    expect(work()).toMatchObject({ running: 0, paused: 2, lane: null });
  });

  it('has a run to pause that starts when all others are paused', () => {
    first.starts();
    happens('WorkflowPaused');
    first.pauses();
    ledger.pass(SECOND);
    second.starts();
    expect(work()).toMatchObject({ kind: 'pausing', lane: 'open/e', running: 1, dueAt: '2026-11-24T10:00:01.000Z' });
  });

  it('remembers that it is paused when it has no runs', () => {
    happens('WorkflowPaused');
    expect(work()).toMatchObject({ kind: 'pausing', running: 0, paused: 0, lane: null });
    happens('WorkflowActivated');
    expect(work()).toBeUndefined();
  });

  it('has runs to unpause after it was activated again, not after it was archived', () => {
    first.starts();
    happens('WorkflowPaused');
    first.pauses();
    happens('WorkflowArchived');
    expect(work()).toMatchObject({ kind: 'pausing', lane: null, running: 0, paused: 1 });
    happens('WorkflowActivated');
    expect(work()).toMatchObject({ kind: 'unpausing', lane: 'open/e', running: 0, paused: 1 });
    first.unpauses();
    expect(work()).toMatchObject({ lane: null, running: 1, paused: 0 });
  });

  it('takes a run that is cancelled while paused from the paused ones', () => {
    first.starts();
    second.starts();
    happens('WorkflowPaused');
    first.pauses();
    first.cancels();
    expect(work()).toMatchObject({ running: 1, paused: 0, lane: 'open/e' });
  });
});
