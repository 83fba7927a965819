import { MAX_WORKFLOWS } from '../../src/domain/account/account';
import { checkSize, parseContact, parseData } from '../../src/domain/contact/contact';
import type { DomainEvent } from '../../src/domain/events';
import type { EventReceived, EventResult } from '../../src/domain/inbound/events';
import { notMatched, withinRoom } from '../../src/domain/inbound/inbound';
import { evaluateRule } from '../../src/domain/rules/evaluate-rule';
import { RuleBudget } from '../../src/domain/rules/rule-budget';
import { runDecider } from '../../src/domain/run/run';
import { parseDefinition } from '../../src/domain/workflow/parse-definition';
import type { Json, Metadata } from '../../src/kernel/message';
import { messageOf } from '../../src/kernel/errors';
import { jsonBytes } from '../../src/kernel/json-size';
import { MAX_APPEND_BYTES } from '../../src/ports/event-store';
import * as run from './run/a-run';

const LONGEST_ID = 'x'.repeat(128);
const UUID = 'x'.repeat(36);

const metadata: Metadata = {
  account: LONGEST_ID,
  actor: LONGEST_ID,
  correlationId: LONGEST_ID,
  causationId: UUID,
  commandId: `${LONGEST_ID}/${UUID}`,
  schemaVersion: 1,
  at: run.NOW,
};

/** As the stores measure an append. */
const bytesOf = (events: readonly DomainEvent[]): number =>
  events.reduce((sum, { type, data }) => sum + type.length + jsonBytes(data) + jsonBytes(metadata), 0);

/** Two bytes of JSON for each character: the most that an excerpt has. */
const QUOTES = '"'.repeat(300);
const FIELD = `data.${'f'.repeat(507)}`;

const contact = parseContact({ id: LONGEST_ID, phone: '+15550100' });
const fields = { [FIELD.slice(5)]: QUOTES, zone: QUOTES, page: 'p'.repeat(65_450), rest: '' };
const rest = 'r'.repeat(256 * 1024 - jsonBytes(contact) - jsonBytes(fields));
const data = parseData({ ...fields, rest });

const id = (i: number): string => `${i}`.padEnd(128, 's');
const comparisons = Array.from({ length: 100 }, () => ({ field: FIELD, op: 'ne' as const, value: QUOTES }));
const definition = parseDefinition({
  name: '\u0001'.repeat(200),
  trigger: { type: 'event', event: LONGEST_ID },
  steps: [
    ...[0, 1].map((i) => ({ id: id(i), type: 'condition', if: { all: comparisons } })),
    ...Array.from({ length: 97 }, (_, i) => ({
      id: id(i + 2),
      type: 'sms',
      body: '{{ 0 | date: "%Y", data.zone }}',
    })),
    { id: id(99), type: 'webhook', url: 'https://example.com', body: Array<string>(4).fill('{{ data.page }}') },
  ],
});

const received: EventReceived = {
  eventId: LONGEST_ID,
  eventType: LONGEST_ID,
  contactId: contact.id,
  contact,
  data,
  candidates: Array.from({ length: MAX_WORKFLOWS }, () => ({ workflowId: UUID, version: 1_000_000, runId: UUID })),
};

const comparing = () => ({ timezone: 'UTC', budget: new RuleBudget() });
const longestRefusal = (): string => {
  try {
    return String(
      evaluateRule({ field: FIELD, op: 'after', value: '2026-01-01' }, { contact, data }, comparing()).passed,
    );
  } catch (error) {
    return messageOf(error);
  }
};
const results: readonly EventResult[] = received.candidates.map(({ workflowId }) => ({
  workflowId,
  outcome: 'failed',
  error: { code: 'condition_error', message: longestRefusal() },
}));

describe('contact and data', () => {
  it('are at most 256 KiB together, however they came in', () => {
    expect(jsonBytes(contact) + jsonBytes(data)).toBe(256 * 1024);
    expect(() => {
      checkSize(contact, data);
    }).not.toThrow();
    const message = 'contact and data must be at most 262144 bytes together';
    expect(() => {
      checkSize(contact, { ...data, rest: `${rest}r` });
    }).toThrow(`data: ${message}`);
    expect(() => {
      checkSize({ ...contact, name: 'ä'.repeat(130_000) }, { rest: 'r'.repeat(10_000) });
    }).toThrow(`contact: ${message}`);
    expect(() => {
      checkSize(contact, parseData(JSON.parse(`{"a":[${Array(15_000).fill('1e20').join()}]}`)));
    }).toThrow(`data: ${message}`);
  });
});

describe('the largest append', () => {
  const fits = (events: readonly DomainEvent[], least = 0): void => {
    expect(bytesOf(events)).toBeGreaterThan(least);
    expect(bytesOf(events)).toBeLessThan(MAX_APPEND_BYTES);
  };

  it('of a run holds all that it starts with, compares and fails at, and the largest effect', () => {
    const trigger = { type: 'event', eventId: LONGEST_ID, event: LONGEST_ID } as const;
    const ids = { runId: UUID, workflowId: UUID, contactId: contact.id, enrollmentId: UUID, previousRunId: UUID };
    const started = { ...run.started, ...ids, workflowName: definition.name, contact, data, trigger };
    const world = { ...run.worldOf(definition.steps), definition, lease: UUID };
    const events = runDecider.decide({ type: 'StartRun', started, world }, runDecider.initialState);
    expect(events.map(({ type }) => type)).toEqual([
      'RunStarted',
      ...Array<string>(2).fill('StepCompleted'),
      ...Array<string>(97).fill('StepFailed'),
      'StepStarted',
    ]);
    const intent = events.at(-1);
    expect(intent?.type === 'StepStarted' && jsonBytes(intent.data.request)).toBeGreaterThan(261_500);
    fits(events, 900_000);
  });

  it('of an event holds a thousand workflows, and what became of it with each', () => {
    fits([{ type: 'EventReceived', data: received }], 256 * 1024);
    fits([{ type: 'EventHandled', data: { eventId: LONGEST_ID, results } }], 600_000);
    const refused = evaluateRule({ all: comparisons }, { contact, data }, comparing());
    const mixed = received.candidates.map(({ workflowId }, i) =>
      i % 10 === 0 ? notMatched(workflowId, { all: comparisons }, { ...refused, passed: false }) : results[0],
    );
    const kept = withinRoom(mixed.filter((result) => result !== undefined));
    fits([{ type: 'EventHandled', data: { eventId: LONGEST_ID, results: kept } }], 600_000);
    const body = { eventId: LONGEST_ID, matched: MAX_WORKFLOWS, results, position: UUID };
    fits([{ type: 'CommandAnswered', data: { commandId: UUID, status: 200, body: body as unknown as Json } }]);
  });

  it('of an enrollment and of a reminder holds all that their run starts with', () => {
    const { startedAt, ...enrolled } = { ...run.started, contact, data, contactId: contact.id };
    fits([{ type: 'ContactEnrolled', data: { ...enrolled, workflowName: definition.name } }]);
    const { eventId, contactId } = received;
    const timer = { reminderId: UUID, workflowId: UUID, fireAt: startedAt, workflowVersion: 1, runId: UUID };
    const scheduled = { ...timer, contactId, eventId, event: LONGEST_ID, eventPosition: UUID, contact, data };
    fits([{ type: 'ReminderScheduled', data: scheduled }]);
  });
});
