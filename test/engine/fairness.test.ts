import type { Step } from '../../src/domain/steps/step';
import { Manager, sms, workflowOf } from './manager';
import { TestService } from './test-service';

let test: TestService;
beforeEach(async () => {
  test = await TestService.open();
});
afterEach(() => test.remove());

const slow = (id: string): Step => ({
  id,
  type: 'sms',
  body: '{% for a in (1..100) %}{% for b in (1..100) %}{% endfor %}{% endfor %}done',
});

describe('an account that enrolls many contacts into slow steps', () => {
  it('has one decision or two while another account enrolls one', async () => {
    const hog = new Manager(test.engine, 'hog');
    const other = new Manager(test.engine, 'other');
    const steps = Array.from({ length: 3 }, (_, i) => slow(`slow-${i}`));
    const slowly = await hog.opens(workflowOf(steps));
    const quickly = await other.opens(workflowOf([sms()]));
    const enrolled = Array.from({ length: 20 }, (_, i) => hog.enrolls(slowly, `c-${i}`));
    await enrolled[0];
    const close = test.engine.turns.request('other');
    const runId = await other.enrolls(quickly, 'c-1');
    close();
    await Promise.all(enrolled);
    await test.caughtUp();

    const log = await test.everything();
    const begun = log.findIndex(({ type, metadata }) => type === 'ContactEnrolled' && metadata.account === 'other');
    const started = log.findIndex(({ type, data }) => type === 'RunStarted' && data.runId === runId);
    const between = log
      .slice(begun, started)
      .filter(({ type, data }) => type === 'StepStarted' && data.runId !== runId);
    expect(between.length).toBeLessThanOrEqual(2);
    expect(log.filter(({ type }) => type === 'RunCompleted' || type === 'RunFailed')).toHaveLength(21);
  });
});
