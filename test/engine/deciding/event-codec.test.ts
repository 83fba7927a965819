import { EventCodec } from '../../../src/engine/deciding/event-codec';
import type { Upcasters } from '../../../src/engine/deciding/event-codec';
import type { RecordedEvent } from '../../../src/kernel/message';
import { UnreadableEvent } from '../../../src/ports/event-store';

/** RunCancelled said `by` at first, then `reason`, and says `whilePaused` today. */
const upcasters: Upcasters = {
  RunCancelled: [
    (data) => {
      const { by, ...rest } = data as { by: string };
      return { ...rest, reason: `by ${by}` };
    },
    (data) => ({ ...data, whilePaused: false }),
  ],
};

const stored = (schemaVersion: unknown, data: object, type = 'RunCancelled') =>
  ({
    type,
    data,
    id: '00000000-0000-8000-8000-000000000000',
    stream: 'run-1',
    revision: 4,
    position: '00000000000000ff',
    metadata: {
      account: 'acme',
      actor: 'engine',
      correlationId: 'c',
      causationId: 'd',
      schemaVersion,
      at: '2026-11-24T10:00:00.000Z',
    },
  }) as RecordedEvent;

const defining = (...steps: readonly object[]) =>
  stored(
    1,
    { workflowId: 'w', version: 1, definition: { name: 'W', trigger: { type: 'manual' }, steps } },
    'WorkflowDefined',
  );

describe('the codec of events', () => {
  const codec = new EventCodec(upcasters);

  it('brings an old event up to date, step by step', () => {
    const today = { runId: '1', reason: 'by ana', whilePaused: false };
    expect(codec.upcast(stored(1, { runId: '1', by: 'ana' }))).toEqual(stored(3, today));
    expect(codec.upcast(stored(2, { runId: '1', reason: 'by ana' }))).toEqual(stored(3, today));
  });

  it('leaves the stored event as it is', () => {
    const old = stored(1, { runId: '1', by: 'ana' });
    codec.upcast(old);
    expect(old).toEqual(stored(1, { runId: '1', by: 'ana' }));
  });

  it('gives an event of today back as it is', () => {
    const event = stored(3, { runId: '1', reason: null, whilePaused: true });
    expect(codec.upcast(event)).toBe(event);
  });

  it('writes the version after the last upcaster, 1 when there is none', () => {
    expect(codec.schemaVersion('RunCancelled')).toBe(3);
    expect(codec.schemaVersion('RunStarted')).toBe(1);
    expect(new EventCodec().schemaVersion('RunCancelled')).toBe(1);
  });

  it.each<[what: string, event: RecordedEvent]>([
    ['RunCancelled of schema version 4, which goes up to 3 here', stored(4, {})],
    ['RunStarted of schema version 2, which goes up to 1 here', stored(2, {}, 'RunStarted')],
    ...['NeverHeardOf', 'runstarted', '', '__proto__', 'toString'].map((type): [string, RecordedEvent] => [
      `events of type ${type}`,
      stored(1, {}, type),
    ]),
    ...['StepStarted', 'StepCompleted', 'StepFailed', 'StepSkipped'].map((type): [string, RecordedEvent] => [
      'steps of type whatsapp',
      stored(1, { stepId: 's', stepType: 'whatsapp' }, type),
    ]),
    ['steps of type constructor', stored(1, { stepType: 'constructor' }, 'StepFailed')],
    ['steps of type whatsapp', defining({ id: 's', type: 'whatsapp' })],
    [
      'steps of type whatsapp',
      defining({ id: 'c', type: 'condition', if: { all: [] }, then: [], else: [{ id: 's', type: 'whatsapp' }] }),
    ],
  ])('says what a newer version would have to know, and where: %s', (what, event) => {
    expect(() => codec.upcast(event)).toThrow(UnreadableEvent);
    expect(() => codec.upcast(event)).toThrow(
      `revision 4 of run-1 (position 00000000000000ff) cannot be read: it needs a newer version of Runledger, that knows ${what}`,
    );
  });

  it.each([0, -1, 1.5, NaN, '1', null, undefined])('fails loudly at the schema version %s', (version) => {
    expect(() => codec.upcast(stored(version, {}))).toThrow(UnreadableEvent);
  });
});
