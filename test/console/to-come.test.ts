import { toComeInWords } from '../../console/src/words/to-come';

const out = (channel: 'sms' | 'email') => ({ channel, since: '2026-05-03T10:00:00.000Z', source: 'message', by: null });

test.each([
  [{ stepId: 'a', label: 'Last call', type: 'sms' }, [], '“Last call” (SMS)'],
  [{ stepId: 'a', label: null, type: 'email' }, [out('sms')], 'email'],
  [
    { stepId: 'a', label: 'Last call', type: 'sms' },
    [out('sms')],
    '“Last call” (SMS), which will be left out: opted out of SMS',
  ],
  [{ stepId: 'a', label: null, type: 'email' }, [out('email')], 'email, which will be left out: opted out of email'],
  [{ stepId: 'a', label: 'Large?', type: 'condition' }, [out('sms'), out('email')], '“Large?” (condition)'],
  [null, [out('sms')], null],
] as const)('a run that goes on with %j, of a contact who opted out of %j', (next, optOuts, words) => {
  expect(toComeInWords(next, [...optOuts])).toBe(words);
});
