import { readFileSync } from 'node:fs';
import path from 'node:path';
import { STEP_TYPES, kindOf } from '../../src/domain/steps/all';
import { FILTERS, OPERATIONS, SERVICE_PATHS, TRIGGERS } from '../../src/http/openapi/sentences';
import type { JsonObject } from '../../src/kernel/message';
import { TestApi, contact } from './test-api';

const README = readFileSync(path.join(__dirname, '../../README.md'), 'utf8');
const [, SECTION = ''] = /## Write an automation\n(.*?)\n## /s.exec(README) ?? [];
const DEFINITIONS = Array.from(
  SECTION.matchAll(/```json\n(.*?)```/gs),
  ([, text = '']) => JSON.parse(text) as JsonObject,
);

const HOUR = 3_600_000;

let api: TestApi;
beforeEach(async () => {
  api = await TestApi.open();
});
afterEach(() => api.close());

/** What was sent so far, the oldest first. */
async function sent(): Promise<readonly JsonObject[]> {
  return [...(await api.list('/outbox'))].reverse();
}

async function fires(type: string, data: JsonObject): Promise<void> {
  const event = { id: `${type}-1`, type, contact: contact('c-1'), data };
  await api.as('manager').post('/api/automations/events').send(event).expect(200);
}

/** Time passes an hour at a time, and what falls due is done. */
async function passes(hours: number): Promise<void> {
  for (let i = 0; i < hours; i++) {
    api.clock.advance(HOUR);
    await api.caughtUp();
    await api.test.engine.scheduler.resumeDue(null, 100);
    await api.test.engine.scheduler.fireReminders(null, 100);
    await api.caughtUp();
  }
}

describe('the automations of the README', () => {
  const [followUp = {}, reminder = {}] = DEFINITIONS;

  it('are two, and follow a quote up within business hours', async () => {
    expect(DEFINITIONS).toHaveLength(2);
    await api.activeWorkflow(followUp);
    await fires('quote.sent', { quote: { id: 'E 7', total: 1250 } });
    await passes(73);
    expect(await sent()).toMatchObject([
      { channel: 'sms', body: 'Hi Ana López, your quote over $1,250.00 is in your mail.' },
      { channel: 'email', subject: 'Any questions about your quote?' },
    ]);
    // two days after Tuesday 10:00 UTC it is 4:00 in Chicago: the office opens at 9:00
    expect((await sent())[1]?.['at']).toBe('2026-11-26T15:00:00.000Z');
  });

  it('leave small quotes alone, and have large ones called', async () => {
    await api.activeWorkflow(followUp);
    await fires('quote.sent', { quote: { id: 'E-8', total: '499.99' } });
    await passes(73);
    expect(await sent()).toEqual([]);
    const event = {
      id: 'large',
      type: 'quote.sent',
      contact: contact('c-2'),
      data: { quote: { id: 'E 9', total: 20_000 } },
    };
    await api.as('manager').post('/api/automations/events').send(event).expect(200);
    await passes(96);
    expect((await sent())[1]).toMatchObject({ channel: 'webhook', to: 'https://crm.example.com/calls/E%209' });
  });

  it('remind of a job the day before, and ask the day after', async () => {
    await api.activeWorkflow(reminder);
    await fires('job.booked', { job: { id: 'J-1', startsAt: '2026-11-27T09:00:00-06:00' } });
    await passes(30 * 4);
    expect(await sent()).toMatchObject([
      { body: 'We start on Friday, November 27 at 9:00 AM.', at: '2026-11-26T15:00:00.000Z' },
      { body: 'Thank you, Ana López! How did we do?', at: '2026-11-28T15:00:00.000Z' },
    ]);
  });
});

const STEPS = Object.fromEntries(STEP_TYPES.map((type) => [type, kindOf(type).says]));

describe('the tables of the README', () => {
  it.each(Object.entries({ ...TRIGGERS, ...STEPS, ...OPERATIONS, ...FILTERS, ...SERVICE_PATHS }))(
    'say of %s what the document of the API says',
    (word, sentence) => {
      const cells = SECTION.split('\n')
        .filter((line) => line.startsWith(`| \`${word}\``))
        .map((line) => line.split('|').at(-2)?.trim());
      expect(cells).toContain(sentence);
    },
  );
});
