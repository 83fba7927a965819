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

it('no control character of a rendered value leaves in a header', async () => {
  const receiver = await Receiver.open();
  const internet = new Internet(receiver.port, { 'hooks.acme.dev': ['93.184.216.34'] });
  const channel = new WebhookChannel(10_000, [], internet.names, new TestClock(), internet.reach);
  await fc.assert(
    fc.asyncProperty(said, async (text) => {
      const { world } = run.start([STEP]) as { readonly world: Parameters<typeof renderEffect>[2] };
      const started = { ...run.started, data: { said: text } };
      const running = fold(runDecider, runDecider.initialState, [{ type: 'RunStarted', data: started }]) as Running;
      const outcome = await channel.send(renderEffect(STEP, running, world), SENDING);
      expect(codeOf(outcome)).toBeNull();
      const header = Buffer.from(receiver.last.headers['x-said'] as string, 'latin1').toString();
      expect(header).toMatch(/^said:[^\p{Cc}\u2028\u2029]*$/u);
      expect(Object.keys(receiver.last.headers)).not.toContain('x-evil');
    }),
    { numRuns: 60 },
  );
  await receiver.close();
});
