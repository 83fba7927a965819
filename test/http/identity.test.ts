import crypto from 'node:crypto';
import { readConfig } from '../../src/config';
import { IdentityResolver } from '../../src/http/access/identity';

const [ENGINE, PREVIOUS, CRON, KEY] = [
  'engine-secret-0123',
  'previous-secret-012',
  'cron-secret-0123456',
  'key-of-an-owner-0123',
];
const API_KEYS = JSON.stringify([{ key: KEY, account: 'acme', role: 'owner' }]);

const resolverOf = (environment: Readonly<Record<string, string>>): IdentityResolver => {
  const config = readConfig({ RUNLEDGER_API_KEYS: API_KEYS, ...environment });
  return new IdentityResolver(config.apiKeys ?? [], config.engineSecrets, config.metricsToken ?? null);
};
const roles = (resolver: IdentityResolver) =>
  [ENGINE, PREVIOUS, CRON, KEY].map((secret) => resolver.resolve(`Bearer ${secret}`)?.role ?? null);

const SECRETS = { ENGINE_SECRET: ENGINE, ENGINE_SECRET_PREVIOUS: PREVIOUS, CRON_SECRET: CRON };

it.each<[string, Readonly<Record<string, string>>, readonly (string | null)[]]>([
  ['the engine secret and the previous one, never the one of a cron beside it', SECRETS, ['engine', 'engine', null]],
  ['the engine secret alone', { ENGINE_SECRET: ENGINE, CRON_SECRET: CRON }, ['engine', null, null]],
  ['the previous one while it stands alone', { ENGINE_SECRET_PREVIOUS: PREVIOUS }, [null, 'engine', null]],
  ['that of a cron where there is no other', { CRON_SECRET: CRON }, [null, null, 'engine']],
  ['none where none is configured', {}, [null, null, null]],
])('the engine is known by %s', (_, environment, expected) => {
  const resolver = resolverOf(environment);
  expect(roles(resolver)).toEqual([...expected, 'owner']);
  expect(resolver.hasEngineSecret).toBe(expected.includes('engine'));
});

it.each([
  '',
  'Bearer',
  'Bearer ',
  ENGINE,
  `Basic ${ENGINE}`,
  `Bearer  ${ENGINE}`,
  `Bearer ${ENGINE} `,
  `Bearer ${ENGINE}\n`,
  `Bearer ${ENGINE},${ENGINE}`,
  `Bearer ${ENGINE.toUpperCase()}`,
  `Bearer ${ENGINE.slice(0, -1)}`,
  `Bearer ${ENGINE}${ENGINE}`,
  `Bearer ${'x'.repeat(513)}`,
  'Bearer señal-secreta-0123',
  'Bearer undefined',
  'Bearer null',
  'Bearer [object Object]',
])('nobody is known by %j', (authorization) => {
  expect(resolverOf(SECRETS).resolve(authorization)).toBeNull();
});

it('takes as long for every secret: the digests of all that are known are compared in constant time, whichever it is', () => {
  const resolver = resolverOf(SECRETS);
  const compared = jest.spyOn(crypto, 'timingSafeEqual');
  try {
    for (const secret of [ENGINE, PREVIOUS, KEY, 'nobody', 'x']) {
      compared.mockClear();
      resolver.resolve(`Bearer ${secret}`);
      expect(compared.mock.calls.map(([one]) => one.byteLength)).toEqual(resolver.known.map(() => 32));
    }
  } finally {
    compared.mockRestore();
  }
});
