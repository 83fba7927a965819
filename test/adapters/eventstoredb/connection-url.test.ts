import { parseConnectionUrl } from '../../../src/adapters/eventstoredb/connection-url';

describe('the URL of an EventStoreDB', () => {
  it.each([
    ['esdb://admin:changeit@db:2113', { username: 'admin', password: 'changeit' }],
    ['esdb://admin:change%40it@db:2113/?tls=true', { username: 'admin', password: 'change@it' }],
    [
      'esdb+discover://admin:changeit@cluster.example:2113?nodePreference=leader',
      { username: 'admin', password: 'changeit' },
    ],
    [
      'esdb://admin:changeit@one:2113,two:2113?tlsCAFile=/etc/ca.pem&keepAliveInterval=10000',
      { username: 'admin', password: 'changeit' },
    ],
    ['esdb://localhost:2113?tls=false', { username: 'anybody', password: 'anybody' }],
  ])('holds the credentials: %s', (url, credentials) => {
    expect(parseConnectionUrl(url)).toEqual({ url, credentials });
  });

  it.each([
    ['http://admin:secret@db:2113', 'must be like esdb://'],
    ['esdb://', 'must be like esdb://'],
    ['esdb://admin:sec@ret@db', 'must be like esdb://'],
    ['esdb://admin@db?password=secret', 'must be like esdb://'],
    ['esdb://admin:secret@db?tls=false?x=1', 'must be like esdb://'],
    ['esdb://db:2113', 'must have a user and a password, unless it says tls=false'],
    ['esdb://db:2113?tls=true', 'must have a user and a password, unless it says tls=false'],
    ['esdb://admin:secret@db?throwOnAppendFailure=false', 'these options only'],
    ['esdb://admin:secret@db?tlsVerifyCert=false', 'these options only'],
    ['esdb://admin:secret@db?secret', 'these options only'],
    ['esdb://admin:secret@db?tls', 'without a value: tls'],
  ])('is refused: %s', (url, reason) => {
    expect(() => parseConnectionUrl(url)).toThrow(reason);
  });

  it.each(['http://admin:hunter2@db', 'esdb://admin:a?hunter2@db', 'esdb://admin:a@db?hunter2=1'])(
    'is not in the refusal: %s',
    (url) => {
      expect(() => parseConnectionUrl(url)).toThrow(/^(?!.*hunter2)/);
    },
  );
});
