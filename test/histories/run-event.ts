import fc from 'fast-check';
import type { RunEvent } from '../../src/domain/run/events';
import type { EffectRequest } from '../../src/domain/effect/effect';

const STEPS = ['greet', 'rest', 'bye'];
const WAITS = STEPS.flatMap((stepId) => [`${stepId}:1`, `${stepId}:2`]);

const ofRun = { runId: 'run-1', workflowId: 'welcome', contactId: 'ana' };
const startedAt = '2026-11-24T10:00:00.000Z';
const stepIds = fc.constantFrom(...STEPS);
const errors = fc.record({
  code: fc.constantFrom('missing_data', 'provider_error', 'condition_error'),
  message: fc.constantFrom('it went wrong', 'again'),
});
const request: EffectRequest = { channel: 'sms', to: '+34600000000', body: 'Hello' };
const ended = fc.record({
  startedAt: fc.constant(startedAt),
  enrollmentId: fc.constant('e-1'),
  whilePaused: fc.boolean(),
});

const event = (type: RunEvent['type'], data: fc.Arbitrary<object> = fc.constant({})): fc.Arbitrary<RunEvent> =>
  data.map((rest) => ({ type, data: { ...ofRun, ...rest } }) as RunEvent);

/** Events of one run in no order at all: what no decider would decide. */
export const runEvents = (): fc.Arbitrary<readonly RunEvent[]> =>
  fc.array(
    fc.oneof(
      event(
        'RunStarted',
        fc.record({ startedAt: fc.constant(startedAt), enrollmentId: fc.constant('e-1'), workflowVersion: fc.nat(3) }),
      ),
      event(
        'StepStarted',
        fc.record({
          stepId: stepIds,
          stepType: fc.constant('sms'),
          idempotencyKey: stepIds,
          deadline: fc.constant(startedAt),
          lease: fc.constantFrom('process-1', 'process-2'),
          request: fc.constant(request),
        }),
      ),
      event(
        'StepCompleted',
        fc.record(
          { stepId: stepIds, stepType: fc.constant('condition'), output: fc.constant({}), branch: fc.boolean() },
          { requiredKeys: ['stepId', 'stepType', 'output'] },
        ),
      ),
      event(
        'StepFailed',
        fc.record({ stepId: stepIds, stepType: fc.constant('sms'), error: errors, output: fc.constant({}) }),
      ),
      event(
        'StepSkipped',
        fc.record({ stepId: stepIds, stepType: fc.constant('sms'), reason: fc.constant('sms_opt_out') }),
      ),
      event(
        'DeliveryReported',
        fc.record({
          stepId: stepIds,
          providerId: fc.constant('SM1'),
          status: fc.constantFrom('queued', 'sent', 'undelivered', 'delivered'),
          code: fc.constantFrom(null, '30003'),
        }),
      ),
      event(
        'StepSettled',
        fc.record({
          stepId: stepIds,
          stepType: fc.constant('sms'),
          outcome: fc.constantFrom('sent', 'not_sent'),
          by: fc.constant('owner:ana'),
          reason: fc.constant('the provider says so'),
        }),
      ),
      event(
        'RunWaiting',
        fc.record({
          stepId: stepIds,
          waitId: fc.constantFrom(...WAITS),
          wakeAt: fc.constant(startedAt),
          reason: fc.constantFrom('delay', 'business_hours'),
          rule: fc.constant('P2D in UTC'),
        }),
      ),
      event(
        'RunWaiting',
        fc.record(
          {
            stepId: stepIds,
            waitId: fc.constantFrom(...WAITS),
            wakeAt: fc.constant(startedAt),
            reason: fc.constant('rate_limit'),
            stepType: fc.constant('sms'),
            whilePaused: fc.constant(true),
            rule: fc.constant('at most 60 sms a minute'),
          },
          { requiredKeys: ['stepId', 'waitId', 'wakeAt', 'reason', 'stepType', 'rule'] },
        ),
      ),
      event('RunResumed', fc.record({ waitId: fc.constantFrom(...WAITS) })),
      event('RunPaused'),
      event('RunUnpaused'),
      event('RunCompleted', ended),
      event(
        'RunFailed',
        fc
          .tuple(ended, stepIds, errors)
          .map(([end, stepId, error]) => ({ ...end, failedSteps: 1, error: { stepId, ...error } })),
      ),
      event(
        'RunCancelled',
        ended.map((end) => ({ ...end, reason: null })),
      ),
    ),
    { maxLength: 30 },
  );
