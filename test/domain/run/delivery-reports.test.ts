import type { DeliveryStatus } from '../../../src/domain/effect/delivery';
import type { RunEvent } from '../../../src/domain/run/events';
import { runDecider } from '../../../src/domain/run/run';
import type { RunCommand } from '../../../src/domain/run/run';
import { given } from '../../given';
import * as run from './a-run';

const report = (status: DeliveryStatus, code: string | null = null, stepId = 'hi', providerId = 'SM1'): RunCommand => ({
  type: 'ReportDelivery',
  stepId,
  providerId,
  delivery: { status, code },
});
const reported = (status: DeliveryStatus, code: string | null = null): RunEvent => ({
  type: 'DeliveryReported',
  data: { ...run.ofRun, stepId: 'hi', providerId: 'SM1', status, code },
});
const handedOver = {
  type: 'StepCompleted',
  data: { ...run.ofRun, stepId: 'hi', stepType: 'sms', output: { via: 'sms', providerId: 'SM1' }, delivery: 'queued' },
} satisfies RunEvent;
const ended = [run.runStarted, run.intent('hi'), handedOver, run.runCompleted];

describe('what a provider tells of a message', () => {
  it('is recorded when it is further than what is known, also after the run has ended', () => {
    given(runDecider, ended)
      .when(report('sent'))
      .then([reported('sent')]);
    given(runDecider, ended)
      .when(report('undelivered', '30003'))
      .then([reported('undelivered', '30003')]);
    given(runDecider, [...ended, reported('sent')])
      .when(report('delivered'))
      .then([reported('delivered')]);
  });

  it('changes nothing when it was told before, or comes too late', () => {
    given(runDecider, ended).when(report('queued')).then([]);
    given(runDecider, [...ended, reported('delivered')])
      .when(report('sent'))
      .then([]);
    given(runDecider, [...ended, reported('sent')])
      .when(report('sent'))
      .then([]);
  });

  it('changes nothing when it is of another message than the one that was sent', () => {
    const ofAnother = report('delivered', null, 'hi', 'SM2');
    given(runDecider, ended).when(ofAnother).then([]);
    const unknown = [run.runStarted, run.intent('hi'), run.failed('hi', 'outcome_unknown', 'no answer')];
    given(runDecider, [...unknown, reported('sent')])
      .when(ofAnother)
      .then([]);
  });

  it('is recorded of a message of which its provider said nothing before but its name', () => {
    const { delivery: _, ...data } = handedOver.data;
    const named = [run.runStarted, run.intent('hi'), { ...handedOver, data }, run.runCompleted];
    given(runDecider, named)
      .when(report('sent'))
      .then([reported('sent')]);
  });

  it('may come before the answer to the sending itself', () => {
    const sending = [run.runStarted, run.intent('hi')];
    given(runDecider, sending)
      .when(report('sent'))
      .then([reported('sent')]);
    given(runDecider, [...sending, reported('sent'), handedOver, run.runCompleted])
      .when(report('sent'))
      .then([]);
  });

  it('is recorded of what may have been sent, and settles that, while its status stays', () => {
    const unknown = [run.runStarted, run.intent('hi'), run.failed('hi', 'outcome_unknown', 'no answer')];
    const settled: RunEvent = {
      type: 'StepSettled',
      data: {
        ...run.ofRun,
        stepId: 'hi',
        stepType: 'sms',
        outcome: 'sent',
        by: 'provider:sms',
        reason: 'it tells of it as SM1',
      },
    };
    given(runDecider, unknown)
      .when(report('sent'))
      .then([reported('sent'), settled]);
    given(runDecider, [...unknown, reported('sent'), settled])
      .when(report('delivered'))
      .then([reported('delivered')]);
  });

  it('is enough to know that it was sent, when its own answer is lost afterwards', () => {
    const world = run.worldOf([run.sms('hi')]);
    const response = 'handed over: its provider told how far it came';
    given(runDecider, [run.runStarted, run.intent('hi'), reported('sent')])
      .when({ type: 'RecordOutcome', stepId: 'hi', outcome: run.refusedWith('outcome_unknown'), world })
      .then([run.completed('hi', 'sms', { via: 'sms', response }), run.runCompleted]);
  });

  it('changes nothing of a step that was not sent, or is none', () => {
    const refused = [run.runStarted, run.intent('hi'), run.failed('hi', 'provider_error', 'no')];
    given(runDecider, refused).when(report('sent')).then([]);
    given(runDecider, ended)
      .when(report('sent', null, 'bye'))
      .then([]);
    given(runDecider, [run.runStarted, run.intent('hi'), run.sent('hi')])
      .when(report('sent'))
      .then([]);
    given(runDecider, []).when(report('sent')).refuses('not_found');
  });
});
