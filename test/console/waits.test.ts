import { waitRuleInWords } from '../../console/src/words/waits';

test.each([
  ['P2D in Europe/Madrid', '2 days'],
  ['PT1H30M in America/New_York', '1 hour 30 minutes'],
  ['business hours in America/Argentina/Buenos_Aires', 'business hours'],
  ['-P1D from data.appointment.startsAt in Europe/Madrid', '1 day before appointment starts at'],
  ['PT2H from data.due in UTC', '2 hours after due'],
  ['until data.appointment.startsAt in Europe/Madrid', 'until appointment starts at'],
  ['P1M', '1 month'],
  ['whatever was written before', 'whatever was written before'],
])('%s is told as %s', (rule, words) => {
  expect(waitRuleInWords(rule)).toBe(words);
});
