import fc from 'fast-check';
import { renderEffect } from '../../../src/domain/run/render-effect';
import { runDecider } from '../../../src/domain/run/run';
import { fold } from '../../../src/kernel/decider';
import type { Running } from '../../../src/domain/run/run-state';
import { WebhookChannel } from '../../../src/adapters/webhook/webhook-channel';
import * as run from '../../domain/run/a-run';
import { Internet } from '../../doubles/webhooks/internet';
import { Receiver } from '../../doubles/webhooks/receiver';
import { TestClock } from '../../test-clock';
import { SENDING, codeOf } from './a-webhook';

const STEP = {
  id: 'w',
  type: 'webhook',
  url: 'https://hooks.acme.dev/',
  headers: { 'X-Said': 'said: {{ data.said }}' },
} as const;

/** Any text, and texts full of what ends a line or is not to be seen. */
const said = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 50 }),
  fc.string({
    unit: fc.constantFrom(
      'a',
      '\r',
      '\n',
      '\r\n',
      '\0',
      '\t',
      '\u007f',
      '\u0085',
      '\u009b',
      '\u2028',
      '\ud800',
      'é',
      '日',
    ),
    maxLength: 20,
  }),
);

let receiver: Receiver;
let channel: WebhookChannel;
beforeAll(async () => {
  receiver = await Receiver.open();
  const internet = new Internet(receiver.port, { 'hooks.acme.dev': ['93.184.216.34'] });
  channel = new WebhookChannel(10_000, [], internet.names, new TestClock(), internet.reach);
});
afterAll(() => receiver.close());

/** What the receiver gets of a rendered value, when it is sent. */
async function received(text: string): Promise<string> {
  const { world } = run.start([STEP]) as { readonly world: Parameters<typeof renderEffect>[2] };
  const started = { ...run.started, data: { said: text } };
  const running = fold(runDecider, runDecider.initialState, [{ type: 'RunStarted', data: started }]) as Running;
  expect(codeOf(await channel.send(renderEffect(STEP, running, world), SENDING))).toBeNull();
  expect(Object.keys(receiver.last.headers)).not.toContain('x-evil');
  return Buffer.from(receiver.last.headers['x-said'] as string, 'latin1').toString();
}

it('no control character of a rendered value leaves in a header', async () => {
  await fc.assert(
    fc.asyncProperty(said, async (text) => {
      expect(await received(text)).toMatch(/^said:[^\p{Cc}\u2028\u2029]*$/u);
    }),
    { numRuns: 60 },
  );
});

const from = (first: number, count: number): string =>
  Array.from({ length: count }, (_, i) => `${String.fromCodePoint(first + i)},`).join('');

it.each([
  ['Latin and its control characters', from(0, 0x300)],
  ['what is not to be seen', from(0x2000, 0x70)],
  ['halves of surrogate pairs', from(0xd7f0, 0x820)],
  ['the ends of planes', ['\ufeff', '\ufffe', '\uffff', '\u{10ffff}', '\u{e0001}'].join(',')],
  ['emoji, also of several', '👋 👨‍👩‍👧 🇪🇸 ☺️'],
])('a rendered value leaves as it was written: %s', async (_, text) => {
  const spaced = `said: ${text}`.replace(/\r\n|[\p{Cc}\u2028\u2029]/gu, ' ').trim();
  expect(await received(text)).toBe(Buffer.from(spaced).toString());
});

it.each([15_000, '日'.repeat(5_000), 17_000, '日'.repeat(6_000), 60_000])(
  'what most servers would end the connection at is not sent: %.6s',
  async (value) => {
    const text = typeof value === 'number' ? 'x'.repeat(value) : value;
    const before = receiver.received.length;
    const isSent = Buffer.byteLength(text) < 16_000;
    const sending = received(text);
    if (isSent) expect(await sending).toBe(`said: ${text}`);
    else await expect(sending).rejects.toThrow('the rendered headers are larger than 16384 bytes');
    expect(receiver.received).toHaveLength(before + (isSent ? 1 : 0));
  },
);
