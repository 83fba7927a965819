import type { StepOf, StepType } from '../../src/domain/steps/step';
import type { Json, JsonObject } from '../../src/kernel/message';
import { contact, definition, keyOf } from './test-api';

/** A step of every type: a type that is not here does not compile. */
const STEPS: { readonly [T in StepType]: StepOf<T> } = {
  sms: {
    id: 'sms',
    type: 'sms',
    label: 'Greet',
    to: '{{ contact.phone }}',
    body: 'Hello {{ contact.name | default: "you" }}',
  },
  email: {
    id: 'email',
    type: 'email',
    subject: '{{ data.total | round }}',
    body: '<p>{{ data.text | required }}</p>',
    onError: 'stop',
  },
  webhook: {
    id: 'call',
    type: 'webhook',
    url: 'https://example.com/{{ contact.id }}',
    method: 'PUT',
    headers: { 'x-a': '{{ run.id }}' },
    body: { a: ['{{ data.total }}'] },
  },
  delay: { id: 'pause', type: 'delay', duration: 'P1DT2H' },
  business_hours: { id: 'open', type: 'business_hours' },
  condition: {
    id: 'check',
    type: 'condition',
    if: {
      any: [
        { field: 'data.total', op: 'gte', value: 10 },
        { not: { field: 'contact.email', op: 'ends_with', value: '.com' } },
      ],
    },
    then: [{ id: 'leave', type: 'exit' }],
    else: [],
  },
  exit: { id: 'end', type: 'exit' },
};
const EVERY_STEP = Object.values(STEPS) as unknown as Json;

const reminder = {
  type: 'reminder',
  event: 'fuzzed',
  dateField: 'data.at',
  offset: '-PT24H',
  key: 'data.id',
  cancelEvent: 'unfuzzed',
};
const data = { total: 12, text: 'x', at: '2026-11-26T10:00:00Z', id: 7 };

export const TRIGGERED: JsonObject = definition({
  steps: EVERY_STEP,
  trigger: { type: 'event', event: 'fuzzed' },
  settings: { reentry: 'always', timezone: 'UTC' },
});
export const REMINDING: JsonObject = definition({
  steps: EVERY_STEP,
  trigger: reminder,
  entryConditions: { field: 'data.total', op: 'gt', value: 1 },
});
export const EVENT: JsonObject = { type: 'fuzzed', contact: contact('c-3', { timezone: 'Asia/Kathmandu' }), data };
export const ENROLLMENT: JsonObject = { contact: contact('c-4'), data };
const SETTINGS: Json = {
  timezone: 'UTC',
  businessHours: { mon: [['22:00', '02:00']] },
  closedDates: ['2026-12-25'],
  rateLimits: { sms: { perMinute: 5 }, perContactPerDay: 3 },
  country: 'US',
};

/** Requests that a route takes. */
export function validFor(name: string): readonly Json[] {
  if (name.endsWith('/workflows') || name.startsWith('PUT /api/automations/workflows')) return [TRIGGERED, REMINDING];
  if (name.endsWith('/events')) return [{ id: 'e', ...EVENT }];
  if (name.endsWith('/settings')) return [SETTINGS];
  if (name.endsWith('/session')) return [{ key: keyOf('viewer') }];
  if (name.endsWith('/verify')) return [{ repair: 'c-4' }];
  if (name.endsWith('/enrollments')) return [ENROLLMENT];
  return [{ contact: contact('c-4'), data, startAt: '2026-11-24T10:00:00Z', definition: TRIGGERED }];
}
