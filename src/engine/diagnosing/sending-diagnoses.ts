import { CHANNEL_WORDS } from '../../domain/effect/effect';
import type { EffectChannelName, MessageChannel } from '../../domain/effect/effect';
import type { Diagnosis } from './finding';

/** The settings that name them. */
const PROVIDERS: Readonly<Record<EffectChannelName, string>> = {
  sms: 'SMS_URL',
  email: 'SMTP_URL',
  webhook: 'the network',
};
/** And those that name whom messages come from: of the service, and of an account. */
const SENDERS: Readonly<Record<MessageChannel, { readonly service: string; readonly account: string }>> = {
  sms: { service: 'SMS_FROM', account: 'smsFrom' },
  email: { service: 'EMAIL_FROM', account: 'emailFrom' },
};

export const channelFails: Diagnosis = ({ channels }) =>
  channels.map(({ channel, trouble }) => ({
    code: 'channel_fails',
    problem: `The provider of ${CHANNEL_WORDS[channel]} cannot be used: ${trouble}.`,
    remedy: `See that the provider is up and that ${PROVIDERS[channel]} is right, with its name and password; then start the service again.`,
    details: { channel, trouble },
  }));

export const senderMissing: Diagnosis = ({ senderless }) =>
  senderless.map(({ channel, accounts }) => {
    const { service, account } = SENDERS[channel];
    const word = CHANNEL_WORDS[channel];
    const who = accounts.length === 1 ? `account ${accounts.join()} has` : `accounts ${accounts.join(', ')} have`;
    return {
      code: 'sender_missing',
      problem: `${service} is missing, and the ${who} no ${account}, but active workflows that send ${word}: each such step fails.`,
      remedy: `Set ${service} and start the service again, or ${account} in the settings of each account.`,
      details: { channel, accounts },
    };
  });

export const publicUrlMissing: Diagnosis = ({ machine: { providers, publicUrl } }) => {
  if (providers.length === 0 || publicUrl?.startsWith('https:') === true) return [];
  const sending = providers.map((one) => CHANNEL_WORDS[one]).join(' and ');
  return [
    {
      code: 'public_url_missing',
      problem:
        publicUrl === null
          ? `PUBLIC_URL is missing while a provider of ${sending} is configured.`
          : `PUBLIC_URL is no https address while a provider of ${sending} is configured.`,
      remedy:
        'Set it to the https address under which people and providers reach this service: without it nobody can ' +
        'unsubscribe, and no provider can tell what became of a message.',
      details: { publicUrl, providers },
    },
  ];
};
