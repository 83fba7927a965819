import { quota } from '../../../src/domain/quota/quota';
import type { TakeQuota } from '../../../src/domain/quota/quota';
import type { Ledger } from '../../../src/engine/deciding/ledger';
import { Ledgers } from '../ledgers';
import { context } from '../test-service';

/** Any stream does: here of places that are taken one by one. */
const STREAM = 'quota-0';

let ledgers: Ledgers;
let ledger: Ledger;
let other: Ledger;
beforeEach(() => {
  ledgers = new Ledgers();
  ledger = ledgers.another();
  other = ledgers.another();
});
afterEach(() => ledgers.remove());

const place = (limit = 100): TakeQuota => ({ effectId: 'effect', limit });
const take = (by = ledger, limit = 100, as = context()) => by.execute(as, STREAM, quota, () => place(limit));
const stored = () => ledgers.store.readStream(STREAM);

describe('a decision', () => {
  it('is appended behind what it was decided on, and answered with the state after it', async () => {
    await take();
    const second = await take();
    const [, event] = await stored();
    expect(second).toEqual({
      state: 2,
      revision: 1,
      position: event?.position,
      eventId: event?.id,
      account: 'acme',
      correlationId: expect.any(String) as unknown,
      events: [{ type: 'QuotaTaken', data: { effectId: 'effect' } }],
      repeated: false,
    });
  });

  it('tells who made it, on what command, and when', async () => {
    const asked = { account: 'acme', actor: 'manager:1', commandId: 'command', correlationId: 'request' };
    await take(ledger, 100, asked);
    const { account, actor, commandId: causationId, correlationId } = asked;
    const at = '2026-11-24T10:00:00.000Z';
    const metadata = { account, actor, causationId, correlationId, schemaVersion: 1, at };
    expect((await stored())[0]?.metadata).toEqual(metadata);
  });

  it('is recorded as of the moment that it was made for, however long it took to be appended', async () => {
    const now = ledgers.clock.now();
    const decider: typeof quota = { ...quota, momentOf: ({ limit }) => (limit === 7 ? now - 5_000 : null) };
    const reserve = (): Promise<void> => {
      ledgers.clock.advance(1_000);
      return Promise.resolve();
    };
    for (const limit of [7, 8]) await ledger.execute({ ...context(), reserve }, STREAM, decider, () => place(limit));
    const times = (await stored()).map(({ metadata: { at } }) => at);
    expect(times).toEqual(['2026-11-24T09:59:55.000Z', '2026-11-24T10:00:01.000Z']);
  });

  it('of nobody in particular belongs to the request before it, or to itself', async () => {
    await take(ledger, 100, { ...context(), commandId: 'first', correlationId: null });
    await take(ledger, 100, { ...context(), correlationId: 'request' });
    await take(ledger, 100, { ...context(), correlationId: null });
    const correlations = (await stored()).map(({ metadata }) => metadata.correlationId);
    expect(correlations).toEqual(['first', 'request', 'request']);
  });

  it('tells the event that it follows from, and is known again by the command that made it', async () => {
    const asked = { ...context(), commandId: 'follows' };
    const { eventId } = await take();
    await take(ledger, 100, { ...asked, causedBy: eventId });
    await take(ledger, 100, { ...asked, commandId: 'next', causedBy: null });
    const [, second, third] = await stored();
    expect(second?.metadata).toMatchObject({ causationId: eventId, commandId: 'follows' });
    expect(third?.metadata).toMatchObject({ causationId: second?.id, commandId: 'next' });
    expect(await take(ledger, 100, { ...asked, causedBy: eventId })).toMatchObject({ repeated: true, events: [] });
  });

  it('that there is nothing to do appends nothing', async () => {
    await take(ledger, 1);
    expect(await take(ledger, 1)).toMatchObject({ state: 1, revision: 0, events: [], repeated: false });
    expect(await stored()).toHaveLength(1);
  });

  it('about another account’s stream is refused as if there were none', async () => {
    await take();
    await expect(take(ledger, 100, context('globex'))).rejects.toMatchObject({ code: 'not_found' });
    expect(await stored()).toHaveLength(1);
  });
});

describe('commands on one stream', () => {
  it('take turns in a process, so that none conflicts with another, however many', async () => {
    const decided = await Promise.all(Array.from({ length: 60 }, () => take()));
    expect(decided.map(({ revision }) => revision)).toEqual(Array.from({ length: 60 }, (_, i) => i));
  });

  it('do not wait for those on another stream, nor fail with those before them', async () => {
    const stuck = new AbortController();
    const first = ledger.execute(context(), STREAM, quota, async () => {
      await new Promise((resolve) => {
        stuck.signal.addEventListener('abort', resolve);
      });
      throw new Error('it was stuck');
    });
    const second = take();
    await ledger.execute(context(), `${STREAM}-2`, quota, () => place());
    stuck.abort();
    await expect(first).rejects.toThrow('it was stuck');
    expect(await second).toMatchObject({ revision: 0 });
  });
});

describe('a conflict', () => {
  it('makes the decision anew, on the state that is there now', async () => {
    const seen: number[] = [];
    const decided = await ledger.execute(context(), STREAM, quota, async (state) => {
      seen.push(state);
      if (seen.length < 3) await take(other);
      return place();
    });
    expect(seen).toEqual([0, 1, 2]);
    expect(decided).toMatchObject({ state: 3, revision: 2 });
  });

  it('may change the decision', async () => {
    const decided = await ledger.execute(context(), STREAM, quota, async (state) => {
      if (state === 0) await take(other);
      return place(1);
    });
    expect(decided).toMatchObject({ state: 1, events: [] });
  });

  it('among many processes leaves each place to one of them', async () => {
    const processes = Array.from({ length: 12 }, () => ledgers.another());
    const decided = await Promise.all(processes.map((each) => take(each, 5)));
    expect(decided.filter(({ events }) => events.length > 0)).toHaveLength(5);
    expect(await stored()).toHaveLength(5);
  });

  it('again and again ends in version_conflict', async () => {
    let attempts = 0;
    const deciding = ledger.execute(context(), STREAM, quota, async () => {
      attempts += 1;
      await take(other);
      return place();
    });
    await expect(deciding).rejects.toMatchObject({ code: 'version_conflict' });
    expect(attempts).toBe(20);
    expect(await stored()).toHaveLength(20);
  });
});

describe('the same command again', () => {
  it('does nothing, and says that it was carried out before', async () => {
    const command = context();
    await take(ledger, 100, command);
    await take(other);
    expect(await take(other, 100, command)).toMatchObject({ state: 2, revision: 1, events: [], repeated: true });
    expect(await stored()).toHaveLength(2);
  });

  it('at the same time in two processes is carried out once', async () => {
    const command = context();
    const decided = await Promise.all([ledger, other].map((each) => take(each, 100, command)));
    expect(decided.map(({ repeated }) => repeated).sort()).toEqual([false, true]);
    expect(await stored()).toHaveLength(1);
  });

  it('is found also when it is decided on a state at hand that is older', async () => {
    const command = context();
    const before = await ledger.load(quota, STREAM);
    await take(other, 100, command);
    const decided = await ledger.execute(command, STREAM, quota, () => place(), before);
    expect(decided).toMatchObject({ state: 1, events: [], repeated: true });
  });
});

describe('a state at hand', () => {
  it('is decided on without reading, and given up when it is too old', async () => {
    const first = await take();
    const states: number[] = [];
    const decide = (state: number): TakeQuota => {
      states.push(state);
      return place();
    };
    await ledger.execute(context(), STREAM, quota, decide, first);
    await ledger.execute(context(), STREAM, quota, decide, first);
    expect(states).toEqual([1, 1, 2]);
  });

  it('is loaded on from where it was loaded before, however long the stream', async () => {
    for (let i = 0; i < 3; i++) await ledger.execute(context(), STREAM, thousandAtOnce, () => place());
    const seen: number[] = [];
    const loaded = await ledger.load(quota, STREAM);
    expect(loaded).toMatchObject({ state: 3_000, revision: 2_999 });
    await take(other, 10_000);
    expect(await ledger.load(quota, STREAM, loaded, ({ revision }) => seen.push(revision))).toMatchObject({
      state: 3_001,
      revision: 3_000,
    });
    expect(seen).toEqual([3_000]);
  });

  const thousandAtOnce: typeof quota = {
    ...quota,
    decide: (command) => Array.from({ length: 1_000 }, () => quota.decide({ ...command, limit: 1 }, 0)).flat(),
  };
});
