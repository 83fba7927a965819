import { BACKWARDS, END, FORWARDS, START, WrongExpectedVersionError, jsonEvent } from '@eventstore/db-client';
import type { AppendResult, JSONEventData, ReadStreamOptions } from '@eventstore/db-client';
import {
  APPENDS,
  APPENDS_AS_READ,
  DELETED,
  METADATA,
  MISSING,
  SHAPE_OF_AN_EVENT,
  TOMBSTONED,
  TOO_LARGE,
  UNKNOWN_POSITION,
} from './observations';
import type { AppendAnswer } from './observations';
import { allOf, anEvent, newStream, observe } from './observed';

observe('appends, reads and deletes as was observed', (observed) => {
  // With credentials an append is a call of its own, without it is one of a batch.
  it.each([
    ['in a batch', {}],
    ['by itself', { credentials: { username: 'admin', password: 'changeit' } }],
  ])('appends, each %s', async (_, how) => {
    const stream = newStream();
    const events = new Map<string, JSONEventData>();
    const named = (name: string): JSONEventData => {
      const event = events.get(name) ?? anEvent(name);
      events.set(name, event);
      return event;
    };
    const answers: AppendAnswer[] = [];
    for (const { names, expected } of APPENDS) {
      const proposed = Array.from(names).map(named);
      const answer = observed().client.appendToStream(stream, proposed, { expectedRevision: expected, ...how });
      answers.push(await answer.then(storedAs, refusedAs));
    }
    expect(answers).toEqual(APPENDS.map(({ answer }) => answer));
    expect((await allOf(observed().client.readStream(stream))).map(({ event }) => event?.type)).toEqual(
      APPENDS_AS_READ,
    );
  });

  it('an append that is too large', async () => {
    const large = anEvent('Large', { x: 'y'.repeat(300_000) });
    for (const count of [5, 20])
      await expect(observed().append(newStream(), Array<JSONEventData>(count).fill(large))).rejects.toMatchObject(
        TOO_LARGE,
      );
    await expect(observed().append(newStream(), Array<JSONEventData>(3).fill(large))).resolves.toMatchObject({
      success: true,
    });
  });

  it('an append at any revision, which it knows again by its ids', async () => {
    const [stream, event] = [newStream(), anEvent()];
    expect([await observed().append(stream, [event]), await observed().append(stream, [event])]).toMatchObject([
      { nextExpectedRevision: 0n },
      { nextExpectedRevision: 0n },
    ]);
    expect(await allOf(observed().client.readStream(stream))).toHaveLength(1);
  });

  it('appends, with positions that grow and are those of the last event', async () => {
    const stream = newStream();
    const first = await observed().append(stream, [anEvent(), anEvent()]);
    const second = await observed().append(stream, [anEvent()]);
    const positions = (await allOf(observed().client.readStream(stream))).map(({ event }) => event?.position);
    expect(positions.slice(1)).toEqual([first.position, second.position]);
    const commits = positions.map((position) => position?.commit ?? 0n);
    expect(commits.every((commit, i) => i === 0 || commit > (commits[i - 1] ?? 0n))).toBe(true);
  });

  it('reads of a stream', async () => {
    const stream = newStream();
    await observed().append(stream, [anEvent('A'), anEvent('B'), anEvent('C')]);
    const revisions = async (options: ReadStreamOptions) =>
      (await allOf(observed().client.readStream(stream, options))).map(({ event }) => event?.revision);
    expect(await revisions({ direction: BACKWARDS, fromRevision: END, maxCount: 2 })).toEqual([2n, 1n]);
    expect(await revisions({ fromRevision: 1n })).toEqual([1n, 2n]);
    expect(await revisions({ fromRevision: 50n })).toEqual([]);
    const [one] = await allOf(observed().client.readStream(stream, { maxCount: 1 }));
    expect(Object.keys(one ?? {}).sort()).toEqual(SHAPE_OF_AN_EVENT.around);
    expect(
      Object.keys(one?.event ?? {})
        .filter((key) => key !== 'metadata')
        .sort(),
    ).toEqual(SHAPE_OF_AN_EVENT.itself);
    await expect(allOf(observed().client.readStream(newStream()))).rejects.toMatchObject(MISSING);
    await expect(
      allOf(observed().client.readStream(newStream(), { direction: BACKWARDS, fromRevision: END })),
    ).rejects.toMatchObject(MISSING);
  });

  it('a read of metadata, as it was written', async () => {
    const stream = newStream();
    await observed().append(stream, [jsonEvent({ type: 'M', data: { a: null, b: [1, 'é😀'] }, metadata: METADATA })]);
    expect(await allOf(observed().client.readStream(stream))).toMatchObject([
      { event: { data: { a: null, b: [1, 'é😀'] }, metadata: METADATA, isJson: true } },
    ]);
  });

  it('reads of the whole log, with what the server wrote itself', async () => {
    const stream = newStream();
    const { position } = await observed().append(stream, [anEvent()]);
    const first = await allOf(observed().client.readAll({ direction: FORWARDS, fromPosition: START, maxCount: 200 }));
    expect(first.some(({ event }) => event?.type.startsWith('$'))).toBe(true);
    const [inclusive] = await allOf(observed().client.readAll({ fromPosition: position ?? START, maxCount: 1 }));
    expect(inclusive?.event).toMatchObject({ streamId: stream, position });
    const nowhere = { commit: 7n, prepare: 7n };
    await expect(allOf(observed().client.readAll({ fromPosition: nowhere, maxCount: 3 }))).rejects.toMatchObject(
      UNKNOWN_POSITION,
    );
  });

  it('deletes', async () => {
    const [deleted, tombstoned] = [newStream(), newStream()];
    await observed().append(deleted, [anEvent(), anEvent()]);
    await observed().client.deleteStream(deleted);
    await expect(allOf(observed().client.readStream(deleted))).rejects.toMatchObject(MISSING);
    await expect(observed().append(deleted, [anEvent()], 'no_stream')).resolves.toMatchObject(DELETED.appendAfter);
    expect((await allOf(observed().client.readStream(deleted))).map(({ event }) => event?.revision)).toEqual(
      DELETED.revisionsAfter,
    );
    await observed().append(tombstoned, [anEvent()]);
    await observed().client.tombstoneStream(tombstoned);
    await expect(observed().append(tombstoned, [anEvent()], 0n)).rejects.toMatchObject(TOMBSTONED);
    await expect(allOf(observed().client.readStream(tombstoned))).rejects.toMatchObject(TOMBSTONED);
  });

  it('a limit on the events of a stream', async () => {
    const stream = newStream();
    await observed().append(stream, [anEvent(), anEvent(), anEvent()]);
    await observed().client.setStreamMetadata(stream, { maxCount: 2 });
    expect((await allOf(observed().client.readStream(stream))).map(({ event }) => event?.revision)).toEqual([1n, 2n]);
  });
});

const storedAs = ({ nextExpectedRevision, position }: AppendResult): AppendAnswer => ({
  last: nextExpectedRevision,
  hasPlace: position !== undefined && position.commit === position.prepare,
});

function refusedAs(error: unknown): AppendAnswer {
  if (!(error instanceof WrongExpectedVersionError)) throw error;
  const { type, expectedVersion, actualVersion } = error;
  return { type, expectedVersion, actualVersion };
}
