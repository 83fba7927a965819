import { namesBy } from '../../../src/adapters/names/names';
import { DnsServer } from '../../doubles/dns/dns-server';
import { until } from '../../until';

const V4 = '93.184.216.34';
const V6 = '2606:2800:220:1:248:1893:25c8:1946';

let server: DnsServer;
afterEach(() => {
  server.close();
});

const never = new AbortController().signal;
const asked = async (zone: Parameters<typeof DnsServer.open>[0], name = 'acme.dev', signal = never) => {
  server = await DnsServer.open(zone);
  return namesBy([server.address]).byDns(name, signal);
};

describe('a name that DNS is asked for', () => {
  it('leads to its addresses of both families', async () => {
    expect(await asked({ 'acme.dev': { v4: [V4, '1.1.1.1'], v6: [V6] } })).toEqual([V4, '1.1.1.1', V6]);
  });

  it.each([
    ['has none of', [] as const],
    ['is not answered for', 'silence' as const],
  ])('leads to those of one family when it %s the other', async (_, none) => {
    expect(await asked({ 'acme.dev': { v4: [V4], v6: none } })).toEqual([V4]);
    server.close();
    expect(await asked({ 'acme.dev': { v4: none, v6: [V6] } })).toEqual([V6]);
  });

  it('leads nowhere when there is none', async () => {
    await expect(asked({ 'acme.dev': { v4: 'unknown', v6: 'unknown' } })).rejects.toMatchObject({ code: 'ENOTFOUND' });
    server.close();
    await expect(asked({ 'acme.dev': { v4: [], v6: [] } })).rejects.toMatchObject({ code: 'ENODATA' });
  });

  it('is given up with the signal, after which no answer counts', async () => {
    server = await DnsServer.open({ 'slow.dev': { v4: 'late', v6: 'late' } });
    const names = namesBy([server.address]);
    const timeUp = new AbortController();
    const ended = ['slow.dev', 'silent.dev'].map((name) =>
      expect(names.byDns(name, timeUp.signal)).rejects.toMatchObject({ code: 'ECANCELLED' }),
    );
    await until('both were asked for', () => server.names === 2);
    timeUp.abort();
    await Promise.all(ended);
    server.answers();
    await expect(names.byDns('slow.dev', timeUp.signal)).rejects.toThrow('aborted');
  });
});

describe('a name that this machine knows', () => {
  it('leads where its hosts file says, for everybody who asks at once', async () => {
    server = await DnsServer.open();
    const names = namesBy();
    const [first, ...others] = await Promise.all(Array.from({ length: 10 }, () => names.byMachine('localhost')));
    expect(first).toContain('127.0.0.1');
    for (const other of others) expect(other).toBe(first);
    expect(await names.byMachine('localhost')).not.toBe(first);
    await expect(names.byMachine('no-such-host.invalid')).rejects.toMatchObject({ syscall: 'getaddrinfo' });
  });
});
