import { outboxChannel } from '../adapters/outbox/outbox-channel';
import type { EffectsConfig } from '../config/effects';
import type { Clock } from '../kernel/clock';
import type { Log } from '../kernel/log';
import type { Channels, EffectChannel } from '../ports/effect-channel';

/** The way out of each effect: its provider, or the outbox where none is configured. */
export async function openChannels(config: EffectsConfig, clock: Clock, log: Log): Promise<Channels> {
  const email = await openEmail(config, clock, log);
  return { sms: outboxChannel, email, webhook: outboxChannel };
}

/** What sends is loaded where it is needed. */
async function openEmail(
  { smtp, emailFrom, publicUrl }: EffectsConfig,
  clock: Clock,
  log: Log,
): Promise<EffectChannel> {
  if (smtp === null) return outboxChannel;
  if (publicUrl?.startsWith('https:') !== true)
    log.warn('emails go out without headers to unsubscribe by: PUBLIC_URL is no https address');
  const { MailChannel } = await import('../adapters/smtp/mail-channel.js');
  return new MailChannel({ server: smtp, from: emailFrom }, clock);
}
