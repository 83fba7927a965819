import { zoneInWords } from '../../console/src/words/steps';
import { cityOf, date } from '../../console/src/words/time';
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

test.each([
  ['America/Los_Angeles', 'contact', 'America/Los Angeles, the contact’s zone', 'Los Angeles'],
  ['America/Argentina/Buenos_Aires', 'account', 'America/Argentina/Buenos Aires, the account’s zone', 'Buenos Aires'],
  ['UTC', 'default', 'UTC, no zone is set', 'UTC'],
])('the zone %s is told without what only computers write', (timezone, timezoneOf, words, city) => {
  expect(zoneInWords({ timezone, timezoneOf })).toBe(words);
  expect(cityOf(timezone)).toBe(city);
});

test('a day of another year is told with it, as the language does', () => {
  expect(date('2027-01-01')).toBe('Fri, Jan 1, 2027');
});
