import { outcomeInWords } from '../../console/src/words/outcomes';

const workflowId = 'wf-1';

describe('what an automation made of an event', () => {
  it('is told of a cancelling one as what there was to cancel, not as conditions that did not hold', () => {
    expect(outcomeInWords({ workflowId, outcome: 'removed' })).toBe('removed the reminder');
    expect(outcomeInWords({ workflowId, outcome: 'nothing_to_remove' })).toBe(
      'no reminder was waiting that it could cancel',
    );
    expect(outcomeInWords({ workflowId, outcome: 'not_matched' })).toBe(
      'not started: the entry conditions did not hold',
    );
  });
});
