import type { CommandContext } from '../../../src/kernel/command-context';
import { IdempotentCommands } from '../../../src/engine/deciding/idempotent-commands';
import type { Answer } from '../../../src/engine/deciding/idempotent-commands';
import { commandStream } from '../../../src/domain/streams';
import { START } from '../../../src/kernel/message';
import { Ledgers } from '../ledgers';
import { context } from '../test-service';

const DAY = 24 * 3_600_000;
const REQUEST = ['POST', '/api/automations/workflows', '{}'];
const OTHER = ['POST', '/elsewhere', '{}'];

let ledgers: Ledgers;
let commands: IdempotentCommands;
/** The ids of the commands that were carried out. */
let ran: string[];
const another = (): IdempotentCommands => new IdempotentCommands(ledgers.another(), ledgers.clock);
beforeEach(() => {
  ledgers = new Ledgers();
  commands = another();
  ran = [];
});
afterEach(() => ledgers.remove());

/** A command that changes something: it takes its key first. */
const run = async ({ commandId, reserve }: CommandContext): Promise<Answer> => {
  await reserve?.();
  ran.push(commandId);
  return { status: 201, body: { nth: ran.length } };
};
const once = (by = commands, key = 'key', request = REQUEST, account = 'acme'): Promise<Answer> =>
  by.once(context(account), key, request, run);
const FIRST = { status: 201, body: { nth: 1 } };

describe('a command under an Idempotency-Key', () => {
  it('runs once, and answers the same again, in any process', async () => {
    for (const by of [commands, commands, another()]) expect(await once(by)).toEqual(FIRST);
    expect(ran).toHaveLength(1);
  });

  it('runs once when it comes many times at once', async () => {
    expect(await Promise.all(Array.from({ length: 10 }, () => once()))).toEqual(Array(10).fill(FIRST));
    expect(ran).toHaveLength(1);
  });

  it('runs in two processes at once as the same command, which finds what it did before', async () => {
    await Promise.all([once(), once(another())]);
    expect(new Set(ran).size).toBe(1);
  });

  it('is refused when it comes with another request', async () => {
    await once();
    await expect(once(commands, 'key', OTHER)).rejects.toMatchObject({ code: 'idempotency_key_reused' });
    expect(ran).toHaveLength(1);
  });

  it('is another one under another key or in another account', async () => {
    await once();
    await once(commands, 'another');
    await once(commands, 'key', REQUEST, 'globex');
    expect(new Set(ran).size).toBe(3);
  });

  it('runs again as the same command when it failed, or when its process died', async () => {
    const ids: string[] = [];
    const failing = commands.once(context(), 'key', REQUEST, async (as) => {
      await run(as);
      ids.push(...ran.splice(0));
      throw new Error('no answer');
    });
    await expect(failing).rejects.toThrow('no answer');
    await expect(once(another(), 'key', OTHER)).rejects.toMatchObject({ code: 'idempotency_key_reused' });
    expect(await once(another())).toEqual(FIRST);
    expect(ran).toEqual(ids);
  });

  it('that was refused before it changed anything leaves no trace, and its key to any request', async () => {
    const refused = commands.once(context(), 'key', REQUEST, () => Promise.reject(new Error('not found')));
    await expect(refused).rejects.toThrow('not found');
    expect(await ledgers.store.head()).toBe(START);
    expect(await once(another(), 'key', OTHER)).toEqual(FIRST);
  });

  it('that changes nothing is remembered as well', async () => {
    const nothing = (): Promise<Answer> => {
      ran.push('nothing');
      return Promise.resolve({ status: 200, body: { resumed: false } });
    };
    for (const by of [commands, another()])
      expect(await by.once(context(), 'key', REQUEST, nothing)).toEqual({ status: 200, body: { resumed: false } });
    expect(ran).toEqual(['nothing']);
    await expect(once(another(), 'key', OTHER)).rejects.toMatchObject({ code: 'idempotency_key_reused' });
  });

  it('changes nothing when another request took the key meanwhile in another process', async () => {
    const slow = commands.once(context(), 'key', REQUEST, async (as) => {
      await once(another(), 'key', OTHER);
      return run(as);
    });
    await expect(slow).rejects.toMatchObject({ code: 'idempotency_key_reused' });
    expect(ran).toHaveLength(1);
  });

  it('gives the answer that was kept first, when two processes carried it out', async () => {
    const slow = commands.once(context(), 'key', REQUEST, async (as) => {
      expect(await once(another())).toEqual(FIRST);
      return run(as);
    });
    expect(await slow).toEqual(FIRST);
    expect(new Set(ran).size).toBe(1);
  });

  it('gives an answer once that is not to be kept, and then, in any process, what is remembered instead', async () => {
    const told = { status: 409, body: { code: 'answer_not_kept' } };
    const onceOnly = (by: IdempotentCommands) =>
      by.once(context(), 'key', REQUEST, async (as) => ({ ...(await run(as)), remembered: told }));
    expect(await onceOnly(commands)).toEqual(FIRST);
    for (const by of [commands, another()]) expect(await onceOnly(by)).toEqual(told);
    const [, answered] = await ledgers.store.readStream(commandStream('acme', 'key'));
    expect(answered).toMatchObject({ type: 'CommandAnswered', data: told });
    expect(ran).toHaveLength(1);
  });

  it('gives an answer that is not kept to one of two processes that carried it out', async () => {
    const onceOnly = (by: IdempotentCommands, meanwhile?: () => Promise<unknown>) =>
      by.once(context(), 'key', REQUEST, async (as) => {
        await meanwhile?.();
        return { ...(await run(as)), remembered: { status: 409, body: null } };
      });
    let inner: Answer | undefined;
    const outer = await onceOnly(commands, async () => {
      inner = await onceOnly(another());
    });
    expect([inner, outer]).toEqual([FIRST, { status: 409, body: null }]);
  });

  it('is let through by a failure of the one before it', async () => {
    const failing = commands.once(context(), 'key', REQUEST, () => Promise.reject(new Error('no answer')));
    const [first, second] = await Promise.allSettled([failing, once()]);
    expect(first.status).toBe('rejected');
    expect(second).toEqual({ status: 'fulfilled', value: FIRST });
  });

  it('is forgotten after 24 hours', async () => {
    await once();
    ledgers.clock.advance(DAY - 1);
    expect(await once()).toEqual(FIRST);
    ledgers.clock.advance(1);
    expect(await once()).toEqual({ status: 201, body: { nth: 2 } });
    expect(new Set(ran).size).toBe(2);
  });
});
