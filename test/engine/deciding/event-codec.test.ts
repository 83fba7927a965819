import { EventCodec, UnknownSchemaVersion } from '../../../src/engine/deciding/event-codec';
import type { Upcasters } from '../../../src/engine/deciding/event-codec';
import type { RecordedEvent } from '../../../src/kernel/message';

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

  it('fails loudly at an event of a newer software, with its place', () => {
    expect(() => codec.upcast(stored(4, {}))).toThrow('RunCancelled at run-1@4 has schema version 4');
    expect(() => codec.upcast(stored(2, {}, 'RunStarted'))).toThrow(UnknownSchemaVersion);
    expect(() => codec.upcast(stored(2, {}, 'NeverHeardOf'))).toThrow(UnknownSchemaVersion);
  });

  it.each([0, -1, 1.5, NaN, '1', null, undefined])('fails loudly at the schema version %s', (version) => {
    expect(() => codec.upcast(stored(version, {}))).toThrow(UnknownSchemaVersion);
  });
});
