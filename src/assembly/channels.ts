import { outboxChannel } from '../adapters/outbox/outbox-channel';
import { systemNames } from '../adapters/names/names';
import { WebhookChannel } from '../adapters/webhook/webhook-channel';
import type { EffectsConfig } from '../config/effects';
import type { EffectRequest } from '../domain/effect/effect';
import { goesToNobody } from '../domain/effect/webhook-target';
import type { Clock } from '../kernel/clock';
import type { Log } from '../kernel/log';
import type { Channels, EffectChannel } from '../ports/effect-channel';

/** The way out of each effect: its provider, or the outbox where none is configured. A webhook needs none. */
export async function openChannels(config: EffectsConfig, clock: Clock, log: Log): Promise<Channels> {
  const lacking = whatLacksPublicUrl(config);
  if (lacking !== null) log.warn(lacking);
  const [sms, email] = [await openSms(config, clock), await openEmail(config, clock)];
  return { sms, email, webhook: openWebhook(config, clock) };
}

/** What does not work as it should where people and providers are given no https address; null: all of it does. */
function whatLacksPublicUrl({ sms, smtp, publicUrl }: EffectsConfig): string | null {
  if (publicUrl?.startsWith('https:') === true) return null;
  const isMissing = publicUrl === null;
  const ofEmail = `emails have no ${isMissing ? 'links and no ' : ''}headers to unsubscribe by`;
  const ofSms = isMissing
    ? 'nothing is told of what becomes of SMS, nor of answers to them'
    : 'what is told of SMS comes unencrypted';
  const lacking = [...(smtp === null ? [] : [ofEmail]), ...(sms === null ? [] : [ofSms])];
  if (lacking.length === 0) return null;
  return `PUBLIC_URL is ${isMissing ? 'missing' : 'no https address'}: ${lacking.join(', and ')}`;
}

async function openSms({ sms, smsFrom, publicUrl }: EffectsConfig, clock: Clock): Promise<EffectChannel> {
  if (sms === null) return outboxChannel;
  const { SmsChannel } = await import('../adapters/sms/sms-channel.js');
  return new SmsChannel({ provider: sms, from: smsFrom, publicUrl }, clock);
}

/** What sends is loaded where it is needed. */
async function openEmail({ smtp, emailFrom }: EffectsConfig, clock: Clock): Promise<EffectChannel> {
  if (smtp === null) return outboxChannel;
  const { MailChannel } = await import('../adapters/smtp/mail-channel.js');
  return new MailChannel({ server: smtp, from: emailFrom }, clock);
}

/** What is addressed to nobody, as the sample's webhooks are, is shown in the outbox. */
function openWebhook({ webhookTimeoutMs, webhookAllowPrivate }: EffectsConfig, clock: Clock): EffectChannel {
  const channel = new WebhookChannel(webhookTimeoutMs, webhookAllowPrivate, systemNames, clock);
  const isExample = (request: EffectRequest): boolean =>
    request.channel === 'webhook' && goesToNobody(request.url, webhookAllowPrivate);
  return {
    honoursKeys: channel.honoursKeys,
    timeoutMs: channel.timeoutMs,
    atOnce: channel.atOnce,
    send: (request, sending) => (isExample(request) ? outboxChannel : channel).send(request, sending),
  };
}
