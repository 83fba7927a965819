import { tellHeadDaily } from '../../../src/engine/auditing/daily-head';
import { StoreUnavailable } from '../../../src/ports/availability';
import { Manager, sms, workflowOf } from '../manager';
import { TestService } from '../test-service';
import { until } from '../../until';

const DAY = 86_400_000;
const HOUR = 3_600_000;
const MINUTE = 60_000;

let test: TestService;
let stopping: AbortController;
beforeEach(async () => {
  test = await TestService.open();
  stopping = new AbortController();
});
afterEach(async () => {
  stopping.abort();
  await test.remove();
});

const told = () => test.log.records.filter(({ message }) => message === 'the head of the ledger');

const hasBeenTold = (times: number): Promise<void> =>
  until(`the head was told ${times} times`, () => told().length >= times);

describe('the head of the ledger', () => {
  it('is one line of the log in each day that begins, which the same ledger comes to at any later time', async () => {
    const { engine, clock, log } = test;
    for (const account of ['acme', 'globex']) {
      const manager = new Manager(engine, account);
      await manager.enrolls(await manager.opens(workflowOf([sms()])), 'c-1');
    }
    await test.caughtUp();
    const { length: count } = await test.everything();
    const running = tellHeadDaily(engine.exports, clock, log, () => true, stopping.signal);
    clock.advance(13 * HOUR);
    await new Promise(setImmediate);
    expect(told()).toEqual([]);
    clock.advance(HOUR);
    await hasBeenTold(1);
    await new Manager(engine).opens(workflowOf([sms()]));
    clock.advance(DAY);
    await hasBeenTold(2);
    const heads = told().map(({ fields }) => fields as { position: string; count: number; head: string });
    expect(heads[0]).toMatchObject({ count, head: expect.stringMatching(/^[0-9a-f]{64}$/) as string });
    expect(heads[1]?.head).not.toBe(heads[0]?.head);
    const again = await engine.exports.whole(heads[0]?.position ?? null, stopping.signal);
    expect(again).toEqual(heads[0]);
    expect(again.position).toMatch(/^[0-9a-f]{16}$/);
    stopping.abort();
    await running;
  });

  it('is told by one of those that share the ledger, and a store that is away is waited for', async () => {
    let [away, asked] = [true, 0];
    const exports = {
      whole: () => {
        asked += 1;
        if (away) return Promise.reject(new StoreUnavailable('event store', 'it does not answer'));
        return Promise.resolve({ ledger: 'l', position: null, count: 0, head: '0'.repeat(64) });
      },
    };
    const others = tellHeadDaily(exports, test.clock, test.log, () => false, stopping.signal);
    const ours = tellHeadDaily(exports, test.clock, test.log, () => true, stopping.signal);
    test.clock.advance(DAY);
    await until('it was asked for', () => asked === 1);
    expect(told()).toEqual([]);
    away = false;
    test.clock.advance(MINUTE);
    await hasBeenTold(1);
    test.clock.advance(HOUR);
    expect(told()).toHaveLength(1);
    expect(test.log.records.filter(({ level }) => level === 'warn')).toEqual([]);
    stopping.abort();
    await Promise.all([ours, others]);
  });
});
