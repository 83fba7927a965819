import { checkMailbox, checkSmsSender } from '../domain/effect/mailbox';
import { ConfigError, given, integer } from './environment';
import type { Environment } from './environment';
import { smsProvider } from './sms';
import type { SmsProvider } from './sms';
import { smtpServer } from './smtp';
import type { SmtpServer } from './smtp';

/** How effects leave. */
export interface EffectsConfig {
  /** Null: emails go to the outbox. */
  readonly smtp: SmtpServer | null;
  /** Whom emails come from where an account says nothing of its own; null: nobody. */
  readonly emailFrom: string | null;
  /** Null: SMS go to the outbox. */
  readonly sms: SmsProvider | null;
  /** Likewise of SMS. */
  readonly smsFrom: string | null;
  /** Where people and providers reach this service, without a slash at its end; null: nowhere. */
  readonly publicUrl: string | null;
  /** `host:port` that webhooks may reach though they are private. */
  readonly webhookAllowPrivate: readonly string[];
  /** How long a webhook may take to answer, in milliseconds. */
  readonly webhookTimeoutMs: number;
}

/** @throws ConfigError */
export function effects(env: Environment): EffectsConfig {
  return {
    smtp: smtpServer(env, 'SMTP_URL'),
    emailFrom: sender(env, 'EMAIL_FROM', checkMailbox),
    sms: smsProvider(env, 'SMS_URL'),
    smsFrom: sender(env, 'SMS_FROM', checkSmsSender),
    publicUrl: publicUrl(env, 'PUBLIC_URL'),
    webhookAllowPrivate: hostPorts(env, 'WEBHOOK_ALLOW_PRIVATE'),
    webhookTimeoutMs: integer(env, 'WEBHOOK_TIMEOUT_MS', 10_000, 1, 600_000),
  };
}

/** @param check what is wrong with whom messages come from, null when nothing is */
function sender(env: Environment, variable: string, check: (text: string) => string | null): string | null {
  const text = given(env, variable);
  if (text === undefined) return null;
  const wrong = check(text);
  if (wrong !== null) throw new ConfigError(variable, wrong);
  return text;
}

function publicUrl(env: Environment, variable: string): string | null {
  const text = given(env, variable);
  if (text === undefined) return null;
  const shape = /^https?:\/\/[^\s/?#@\\]+(?:\/[^\s?#\\]*)?$/i.test(text) && URL.canParse(text);
  if (!shape)
    throw new ConfigError(
      variable,
      'must be like https://runledger.example.com, without credentials, query or fragment',
    );
  return new URL(text).href.replace(/\/+$/, '');
}

function hostPorts(env: Environment, variable: string): readonly string[] {
  const text = given(env, variable) ?? 'false';
  if (text === 'false') return [];
  const entries = text.split(',').map((entry) => entry.trim());
  if (!entries.every(isHostPort))
    throw new ConfigError(variable, 'must be false or a comma list of host:port, with ports from 1 to 65535');
  return entries;
}

function isHostPort(entry: string): boolean {
  const port = /^(?:\[[0-9a-f:]+\]|[a-z0-9.-]+):(\d{1,5})$/.exec(entry)?.[1];
  return port !== undefined && Number(port) >= 1 && Number(port) <= 65_535;
}
