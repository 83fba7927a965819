import type { ServerResponse } from 'node:http';
import { WebhookChannel } from '../../src/adapters/webhook/webhook-channel';
import { Internet } from '../doubles/webhooks/internet';
import { Receiver } from '../doubles/webhooks/receiver';
import { Manager, workflowOf } from '../engine/manager';
import { TestService } from '../engine/test-service';
import { TestClock } from '../test-clock';
import { until } from '../until';
import { ACME, GLOBEX, TestApi } from './test-api';

const MANY = 200;
/** Connections at a time. */
const [OF_ACCOUNT, OF_ALL] = [64, 256];

let receiver: Receiver;
let api: TestApi;
/** Answers that the slow target does not give yet, and how many calls to it there were at a time. */
let held: ServerResponse[];
let isSlow: boolean;
let [open, most] = [0, 0];
beforeAll(async () => {
  receiver = await Receiver.open();
  const internet = new Internet(receiver.port, { 'hooks.acme.dev': ['93.184.216.34'] });
  const clock = new TestClock();
  const webhook = new WebhookChannel(10_000, [], internet.names, clock, internet.reach);
  api = await TestApi.open({}, await TestService.open({ webhook }, undefined, clock));
});
beforeEach(() => {
  [held, isSlow, open, most] = [[], true, 0, 0];
  receiver.forgets();
  receiver.answering = (response, { url }) => {
    open += 1;
    most = Math.max(most, open);
    response.on('close', () => (open -= 1));
    if (isSlow && url === '/slow') held.push(response);
    else response.end('ok');
  };
});
afterAll(async () => {
  await api.close();
  await receiver.close();
});

const calls = async (path: string, account: string, count: number): Promise<void> => {
  const manager = new Manager(api.test.engine, account);
  const workflowId = await manager.opens(
    workflowOf([{ id: 'call', type: 'webhook', url: `https://hooks.acme.dev${path}` }]),
  );
  await Promise.all(Array.from({ length: count }, (_, i) => manager.enrolls(workflowId, `${account}-${i}`)));
};
const hasCalled = (path: string, count: number): Promise<void> =>
  until(`${path} is called ${count} times`, () => receiver.received.filter((one) => one.path === path).length >= count);
async function answersAll(): Promise<void> {
  isSlow = false;
  for (const response of held) response.end('ok');
  await api.caughtUp();
}

describe('webhooks to a target that is slow', () => {
  it('hold up nobody else, however many they are, and are all made in the end', async () => {
    await calls('/slow', ACME, MANY);
    await hasCalled('/slow', OF_ACCOUNT);

    await calls('/quick', GLOBEX, 1);
    await hasCalled('/quick', 1);
    await api.enrolled(await api.activeWorkflow(), 'ana');
    await api.anonymous.get('/health/ready').expect(200);
    expect(receiver.received).toHaveLength(OF_ACCOUNT + 1);

    await answersAll();
    expect(most).toBe(OF_ACCOUNT + 1);
    expect(new Set(receiver.received.map(({ headers }) => headers['idempotency-key'])).size).toBe(MANY + 1);
    expect(receiver.received).toHaveLength(MANY + 1);
    expect(await api.list('/runs?status=failed')).toEqual([]);
  });

  it('take no more connections than there are for all accounts, and those that come free are for whoever has none first', async () => {
    const slow = Array.from({ length: 5 }, (_, i) => `slow-${i}`);
    for (const account of slow) await calls('/slow', account, OF_ACCOUNT);
    await hasCalled('/slow', OF_ALL);
    await calls('/quick', GLOBEX, 1);
    expect(receiver.received).toHaveLength(OF_ALL);
    await until('it is its turn', () => {
      held.shift()?.end('ok');
      return receiver.received.some(({ path }) => path === '/quick');
    });
    expect(receiver.received.length).toBeLessThan(slow.length * OF_ACCOUNT);
    await answersAll();
    expect(most).toBe(OF_ALL);
    expect(receiver.received).toHaveLength(slow.length * OF_ACCOUNT + 1);
  });
});
