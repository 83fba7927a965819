import { triggerInWords } from '../../console/src/words/triggers';
import { whoInWords } from '../../console/src/words/who';

test.each([
  [{ type: 'manual' }, 'when somebody enrolls a contact by hand'],
  [{ type: 'event', event: 'estimate.sent' }, 'when the event “estimate.sent” comes'],
  [
    {
      type: 'reminder',
      event: 'appointment.booked',
      dateField: 'data.appointment.startsAt',
      offset: '-PT24H',
      key: 'data.appointment.id',
      cancelEvent: 'appointment.cancelled',
    },
    '24 hours before appointment starts at, once the event “appointment.booked” came, unless “appointment.cancelled” comes before',
  ],
] as const)('%j begins %s', (trigger, words) => {
  expect(triggerInWords(trigger)).toBe(words);
});

test.each([
  ['manager:Maria', 'Maria (manager)'],
  ['owner:3f9a01bc', 'owner (key 3f9a01bc)'],
  ['engine', 'the service'],
  ['sample', 'sample'],
])('%s is said as %s', (actor, words) => {
  expect(whoInWords(actor)).toBe(words);
});
