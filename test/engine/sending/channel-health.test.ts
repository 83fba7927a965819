import { MailChannel } from '../../../src/adapters/smtp/mail-channel';
import { ChannelHealth } from '../../../src/engine/sending/channel-health';
import { SocketDouble } from '../../doubles/smtp/socket-double';
import { until } from '../../until';
import { Manager, workflowOf } from '../manager';
import { TestLog, TestService } from '../test-service';
import { TestClock } from '../../test-clock';
import { TestChannel } from '../test-channel';

const EMAIL = { id: 'mail', type: 'email', subject: 'Hi', body: '<p>Secret words for {{ contact.name }}</p>' } as const;
const HOOK = { id: 'hook', type: 'webhook', url: 'https://example.com/hook' } as const;
/** As many as a busy minute brings. */
const RUNS = 250;
const PASSWORD = 'hunter+2';

/** Says how many messages it was given. */
class CountingMailChannel extends MailChannel {
  given = 0;

  override send(...message: Parameters<MailChannel['send']>): ReturnType<MailChannel['send']> {
    this.given += 1;
    return super.send(...message);
  }
}

let double: SocketDouble;
let test: TestService;
afterEach(async () => {
  await test.remove();
  await double.close();
});

async function serving(
  end: 'silent' | 'closed',
): Promise<{ manager: Manager; channel: CountingMailChannel; hooks: TestChannel }> {
  double = await SocketDouble.open('greeting', end);
  const clock = new TestClock();
  const login = { user: 'ana', password: PASSWORD };
  const server = { host: '127.0.0.1', port: double.port, tls: 'none', login, connections: 5 } as const;
  const channel = new CountingMailChannel({ server, from: 'hello@acme.test' }, clock);
  const hooks = new TestChannel(true);
  test = await TestService.open({ email: channel, webhook: hooks }, undefined, clock);
  return { manager: new Manager(test.engine), channel, hooks };
}

it('a provider that is dead: every run fails within its deadline, others go on, and two lines of the log tell of it', async () => {
  const { manager, channel, hooks } = await serving('silent');
  const mails = await manager.opens(workflowOf([EMAIL]));
  const calls = await manager.opens(workflowOf([HOOK]));
  const people = Array.from({ length: RUNS }, (_, i) => ({
    id: `c-${i}`,
    name: 'Ana',
    email: `ana-${i}@example.com`,
  }));
  await Promise.all(people.map((contact) => manager.enrolls(mails, contact)));
  await until('as many as may be are sent', () => channel.given === 5 && double.ended === 5);
  await manager.enrolls(calls, 'c-0');
  await hooks.hasBeenAsked(1);

  test.clock.advance(channel.timeoutMs);
  await until('others are sent instead, since it is known', () => double.ended === 10);
  test.clock.advance(5_000);
  test.clock.advance(channel.timeoutMs);
  await test.caughtUp();
  const codes = (await test.everything()).flatMap((event) =>
    event.type === 'StepFailed' ? event.data.error.code : [],
  );
  expect(codes).toEqual(Array(RUNS).fill('provider_error'));
  expect([double.ended, channel.given]).toEqual([10, 10]);
  expect(test.engine.health.list).toEqual([
    { channel: 'email', since: '2026-11-24T10:00:30.000Z', cause: 'it does not answer in time' },
  ]);

  double.moment = null;
  await manager.enrolls(mails, { id: 'c-1', name: 'Ana', email: 'ana-1@example.com' });
  await test.caughtUp();
  expect(test.engine.health.list).toEqual([]);
  const lines = test.log.records.map(({ level, message }) => `${level}: ${message}`);
  expect(lines.filter((line) => line !== 'info: the read models are up to date')).toEqual([
    'warn: a channel does not work',
    'info: a channel works again',
  ]);
  expect(JSON.stringify(test.log.records)).not.toMatch(/hunter|ana-|example\.com|Secret/);
  expect(JSON.stringify(await test.everything())).not.toMatch(/hunter/);
});

describe('the health of channels', () => {
  const working = { trouble: null as string | null, tried: 0 };
  const opened = async () => {
    await serving('closed');
    const channel = new TestChannel();
    const email = Object.assign(channel, {
      check: () => {
        working.tried += 1;
        return Promise.resolve(working.trouble);
      },
    });
    const [clock, log] = [new TestClock(), new TestLog()];
    return { health: new ChannelHealth({ sms: channel, email, webhook: channel }, clock, log), clock, log };
  };

  it('is tried at the start, and again every minute as long as it is bad', async () => {
    Object.assign(working, { trouble: 'it cannot be reached', tried: 0 });
    const { health, clock, log } = await opened();
    const ending = new AbortController();
    const watching = health.watch(ending.signal);
    await until('it was tried', () => health.list.length === 3);
    working.trouble = null;
    clock.advance(60_000);
    await until('it works', () => health.list.length === 0);
    ending.abort();
    await watching;
    const lines = ['a channel does not work', 'a channel works again'].flatMap((line) => [line, line, line]);
    expect(log.records.map(({ message }) => message).sort()).toEqual(lines);
  });

  it('is bad until a message goes, where trying goes well and messages do not', async () => {
    Object.assign(working, { trouble: null, tried: 0 });
    const { health, clock, log } = await opened();
    const down = {
      status: 'failed',
      error: { code: 'provider_error', message: 'no' },
      output: {},
      trouble: 'it answers 503',
    } as const;
    const ending = new AbortController();
    const watching = health.watch(ending.signal);
    const minutesUntil = (what: string, isTrue: () => boolean) =>
      until(what, () => {
        clock.advance(60_000);
        return isTrue();
      });
    health.tell('email', down);
    await minutesUntil('it seems to work', () => health.list.length === 0);
    health.tell('email', down);
    await minutesUntil('it was tried again and again', () => working.tried >= 5);
    expect(health.list).toMatchObject([{ channel: 'email', cause: 'it answers 503' }]);
    health.tell('email', { status: 'completed', output: {} });
    expect(health.list).toEqual([]);
    ending.abort();
    await watching;
    const lines = ['a channel does not work', 'a channel works again'];
    expect(log.records.map(({ message }) => message)).toEqual([...lines, ...lines]);
  });

  it('is not changed by a message that is refused or skipped, and good again after one that went', async () => {
    const { health, log } = await opened();
    const refused = { status: 'failed', error: { code: 'provider_error', message: 'no' }, output: {} } as const;
    health.tell('email', refused);
    expect(health.list).toEqual([]);
    health.tell('email', { ...refused, trouble: 'it is down' });
    health.tell('email', { ...refused, trouble: 'it is down still' });
    health.tell('email', refused);
    health.tell('email', { status: 'skipped', reason: 'email_opt_out' });
    expect(health.list).toMatchObject([{ channel: 'email', cause: 'it is down' }]);
    health.tell('sms', { status: 'completed', output: {} });
    expect(health.list).toHaveLength(1);
    health.tell('email', { status: 'completed', output: {} });
    expect([health.list.length, log.records.length]).toEqual([0, 2]);
  });
});
