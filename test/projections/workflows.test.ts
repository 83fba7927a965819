import { workflows } from '../../projections/workflows';
import { definition } from '../histories/legal-run';
import { Ledger } from '../histories/ledger';
import { RunStory } from '../histories/run-story';
import { documentsOf } from './folding';

const MINUTE = 60_000;

describe('workflows', () => {
  let ledger: Ledger;
  const shown = () => documentsOf(workflows, ledger.log).get('welcome');
  const defined = (version: number, name: string): void => {
    const data = { workflowId: 'welcome', version, definition: { ...definition, name } };
    ledger.append('acme', 'workflow-welcome', { type: 'WorkflowDefined', data });
  };

  beforeEach(() => {
    ledger = new Ledger(Date.parse('2026-11-24T10:00:00.000Z'));
    defined(1, 'Welcome');
  });

  it('has a workflow as a draft from its first version on', () => {
    expect(shown()).toEqual({
      account: 'acme',
      workflowId: 'welcome',
      name: 'Welcome',
      status: 'draft',
      version: 1,
      definition: { ...definition, name: 'Welcome' },
      createdAt: '2026-11-24T10:00:00.000Z',
      updatedAt: '2026-11-24T10:00:00.000Z',
      activeRuns: 0,
      totalRuns: 0,
      completed: 0,
      failed: 0,
      cancelled: 0,
      lastRunAt: null,
      changes: [{ what: 'defined', version: 1, by: ledger.log[0]?.metadata.actor, at: '2026-11-24T10:00:00.000Z' }],
      order: '2026-11-24T10:00:00.000Z|0000000000000000',
    });
  });

  it('shows the latest version in the place of the first', () => {
    const first = shown();
    ledger.pass(MINUTE);
    defined(2, 'Hello');
    expect(shown()).toMatchObject({
      name: 'Hello',
      version: 2,
      definition: { name: 'Hello' },
      createdAt: first?.createdAt,
      updatedAt: '2026-11-24T10:01:00.000Z',
      order: first?.order,
    });
  });

  it.each([
    ['WorkflowActivated', 'active'],
    ['WorkflowPaused', 'paused'],
    ['WorkflowArchived', 'archived'],
  ] as const)('after %s is %s, and a new version does not change that', (type, status) => {
    ledger.append('acme', 'workflow-welcome', { type, data: { workflowId: 'welcome' } });
    expect(shown()?.status).toBe(status);
    defined(2, 'Welcome');
    expect(shown()?.status).toBe(status);
  });

  it('keeps who changed it how, the last twenty times', () => {
    const change = (type: 'WorkflowActivated' | 'WorkflowPaused' | 'WorkflowArchived'): void => {
      ledger.append('acme', 'workflow-welcome', { type, data: { workflowId: 'welcome' } });
    };
    const whats = () => shown()?.changes?.map(({ what, version }) => `${what} ${version}`);
    change('WorkflowActivated');
    defined(2, 'Hello');
    change('WorkflowPaused');
    change('WorkflowArchived');
    expect(whats()).toEqual(['archived 2', 'paused 2', 'redefined 2', 'activated 1', 'defined 1']);
    for (let version = 3; version <= 30; version++) defined(version, 'Hello');
    expect(whats()).toEqual(Array.from({ length: 20 }, (_, i) => `redefined ${30 - i}`));
  });

  it('counts its runs by how they ended', () => {
    const [first, second, third, fourth] = ['1', '2', '3', '4'].map((id) => new RunStory(ledger, { runId: id }));
    first?.starts();
    second?.starts();
    third?.starts();
    ledger.pass(MINUTE);
    fourth?.starts();
    first?.ends();
    second?.fails('greet', 'sms');
    second?.ends();
    third?.cancels();
    expect(shown()).toMatchObject({
      activeRuns: 1,
      totalRuns: 4,
      completed: 1,
      failed: 1,
      cancelled: 1,
      lastRunAt: '2026-11-24T10:01:00.000Z',
    });
  });
});
