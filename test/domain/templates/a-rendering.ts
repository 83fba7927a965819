import { RenderBudget } from '../../../src/domain/templates/render-budget';
import type { TemplateVariables } from '../../../src/domain/templates/render';

/** What a template is rendered with: a budget of its own each time. */
export const variablesWith = (changes: Partial<TemplateVariables> = {}): TemplateVariables => ({
  contact: { id: 'ana', name: 'Ana', blank: ' \t', tags: ['vip', 'new'] },
  data: {
    total: 1200,
    paid: false,
    at: '2026-11-24T10:00:00Z',
    nothing: null,
    o: { a: 1 },
    list: [{ n: 1 }, { n: 2 }],
  },
  account: { id: 'acme', timezone: 'America/New_York' },
  run: { id: 'run-1', workflowId: 'wf-1', workflowName: 'Welcome', startedAt: '2026-11-24T09:00:00.000Z' },
  now: Date.parse('2026-11-24T10:00:00.000Z'),
  timezone: 'America/New_York',
  budget: RenderBudget.ofDecision(),
  ...changes,
});
