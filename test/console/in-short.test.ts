import { messagesOf, reachOf } from '../../console/src/words/in-short';

type Run = Parameters<typeof messagesOf>[0][number];

const step = (stepId: string, more: object = {}) => ({
  stepId,
  type: 'sms',
  startedAt: null,
  finishedAt: null,
  skippedReason: null,
  settled: null,
  error: null,
  ...more,
});
const run = (...timeline: readonly object[]): Run => ({ runId: 'run', timeline }) as unknown as Run;

test('the last message is one that was left out, where that came last, and none that was not reached', () => {
  const sent = step('sent', { finishedAt: '2026-11-24T10:00:00.000Z' });
  const leftOut = step('left-out', {
    startedAt: '2026-11-24T10:01:00.000Z',
    finishedAt: '2026-11-24T10:01:00.500Z',
    skippedReason: 'sms_opt_out',
  });
  const notReached = step('not-reached', { skippedReason: 'not_reached' });
  const messages = messagesOf([run(sent, leftOut, notReached)]);
  expect(messages.map(({ item }) => item.stepId)).toEqual(['left-out', 'sent']);
  expect(messages.slice(0, 1).map(reachOf)).toEqual(['left out: opted out of SMS']);
});
