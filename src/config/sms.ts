import { ConfigError, given } from './environment';
import type { Environment } from './environment';

/** Where SMS are handed over: a REST interface as Twilio made it usual. */
export interface SmsProvider {
  /** Origin and path in front of `/2010-04-01/Accounts`, without a slash at its end. */
  readonly base: string;
  readonly account: string;
  /** Signs what the provider tells, too. */
  readonly token: string;
}

const SHAPE =
  'must be like https://account:token@api.twilio.com, account and token percent-encoded, without query and fragment; http:// only for this machine';
const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

/** Null when there is none. @throws ConfigError that doesn't hold the URL */
export function smsProvider(env: Environment, variable: string): SmsProvider | null {
  const text = given(env, variable);
  if (text === undefined) return null;
  const provider = parseSmsUrl(text);
  if (provider === null) throw new ConfigError(variable, SHAPE);
  return provider;
}

function parseSmsUrl(text: string): SmsProvider | null {
  if (!/^[\x21-\x7e]{1,2000}$/.test(text) || !URL.canParse(text)) return null;
  const { protocol, host, hostname, pathname, username, password, search, hash } = new URL(text);
  if (protocol !== 'https:' && !(protocol === 'http:' && LOOPBACK.test(hostname))) return null;
  if (search !== '' || hash !== '' || username === '' || password === '') return null;
  try {
    const base = `${protocol}//${host}${pathname.replace(/\/+$/, '')}`;
    return { base, account: decodeURIComponent(username), token: decodeURIComponent(password) };
  } catch {
    return null;
  }
}
