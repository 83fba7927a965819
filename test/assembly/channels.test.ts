import { openChannels } from '../../src/assembly/channels';
import { readConfig } from '../../src/config';
import { TestClock } from '../test-clock';

const SMTP = { SMTP_URL: 'smtp://mail.example.com' };
const SMS = { SMS_URL: 'https://account:token@sms.example.com' };
const HTTP = { PUBLIC_URL: 'http://runledger.example.com' };
const HTTPS = { PUBLIC_URL: 'https://runledger.example.com' };

/** What is warned of when the channels are opened with this environment. */
async function warnings(environment: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const warned: string[] = [];
  const silent = (): void => undefined;
  const log = { debug: silent, info: silent, error: silent, warn: (message: string) => warned.push(message) };
  const channels = await openChannels(readConfig(environment), new TestClock(), log);
  for (const channel of Object.values(channels)) (channel as { close?: () => void }).close?.();
  return warned;
}

describe('where people and providers are given no https address', () => {
  it.each([
    [SMTP, 'PUBLIC_URL is missing: emails have no links and no headers to unsubscribe by'],
    [SMS, 'PUBLIC_URL is missing: nothing is told of what becomes of SMS, nor of answers to them'],
    [
      { ...SMTP, ...SMS },
      'PUBLIC_URL is missing: emails have no links and no headers to unsubscribe by, and nothing is told of what becomes of SMS, nor of answers to them',
    ],
    [{ ...SMTP, ...HTTP }, 'PUBLIC_URL is no https address: emails have no headers to unsubscribe by'],
    [{ ...SMS, ...HTTP }, 'PUBLIC_URL is no https address: what is told of SMS comes unencrypted'],
    [
      { ...SMTP, ...SMS, ...HTTP },
      'PUBLIC_URL is no https address: emails have no headers to unsubscribe by, and what is told of SMS comes unencrypted',
    ],
  ])('one warning says what does not work with %j', async (environment, warning) => {
    expect(await warnings(environment)).toEqual([warning]);
  });

  it.each([{}, HTTP, { ...SMTP, ...SMS, ...HTTPS }])('nothing is said with %j', async (environment) => {
    expect(await warnings(environment)).toEqual([]);
  });
});
