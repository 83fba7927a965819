import type { Credentials } from '@eventstore/db-client';

export interface Connection {
  /** For the driver, unchanged. */
  readonly url: string;
  /** For every call. */
  readonly credentials: Credentials;
}

/** A server that does without TLS ignores credentials. */
const ANYBODY: Credentials = { username: 'anybody', password: 'anybody' };

/** What the driver understands, but for throwOnAppendFailure and tlsVerifyCert, which it handles wrongly. */
const OPTIONS = [
  'tls',
  'tlsCAFile',
  'userCertFile',
  'userKeyFile',
  'connectionName',
  'defaultDeadline',
  'keepAliveInterval',
  'keepAliveTimeout',
  'maxDiscoverAttempts',
  'discoveryInterval',
  'gossipTimeout',
  'nodePreference',
];

const SHAPE =
  /^esdb(?:\+discover)?:\/\/(?:(?<user>[^:@/?]+):(?<password>[^:@/?]+)@)?[^@?/]+\/?(?:\?(?<options>[^?@]*))?$/;

/**
 * `esdb://user:password@host:2113?tls=true`, or `esdb+discover://` for a cluster. It is checked before the driver sees
 * it, because the driver prints what it does not understand, password and all.
 *
 * @throws Error that doesn't hold the URL
 */
export function parseConnectionUrl(url: string): Connection {
  const parts = SHAPE.exec(url.trim())?.groups;
  if (parts === undefined) throw new Error('the URL must be like esdb://user:password@host:2113?tls=true');
  const options = new Map(
    (parts['options'] ?? '')
      .split('&')
      .filter((option) => option !== '')
      .map((option) => {
        const [name = '', value = ''] = option.split('=');
        return [name, value] as const;
      }),
  );
  for (const [name, value] of options) {
    if (!OPTIONS.includes(name)) throw new Error(`the URL may have these options only: ${OPTIONS.join(', ')}`);
    if (value === '') throw new Error(`the URL has an option without a value: ${name}`);
  }
  return { url: url.trim(), credentials: credentialsOf(parts, options.get('tls') === 'false') };
}

function credentialsOf({ user, password }: Readonly<Record<string, string>>, insecure: boolean): Credentials {
  if (user !== undefined && password !== undefined)
    return { username: decodeURIComponent(user), password: decodeURIComponent(password) };
  if (insecure) return ANYBODY;
  throw new Error('the URL must have a user and a password, unless it says tls=false');
}
