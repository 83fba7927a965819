import { isIP } from 'node:net';
import type { LookupAddress } from 'node:dns';
import { buildConnector } from 'undici';
import type { Names } from '../../../src/adapters/names/names';
import type { Reach } from '../../../src/adapters/webhook/webhook-channel';
import { CERTIFICATE } from './certificate';

/** What DNS answers a name with: addresses, other ones each time, a code that it fails with, or `silence`. */
export type DnsAnswer = readonly string[] | readonly (readonly string[])[] | string;

const failing = (code: string): Error => Object.assign(new Error(`query ${code}`), { code });

/** Names and addresses that are made up; whatever is dialled is counted, and answered by one port of this machine. */
export class Internet {
  readonly dialled: string[] = [];
  readonly asked: string[] = [];
  private readonly times = new Map<string, number>();

  constructor(
    private readonly port: number,
    private readonly dns: Readonly<Record<string, DnsAnswer>> = {},
  ) {}

  readonly names: Names = {
    byDns: async (name, signal) => {
      this.asked.push(name);
      const answer = this.dns[name] ?? 'ENOTFOUND';
      if (answer === 'silence')
        return new Promise((_, reject) => {
          signal.addEventListener('abort', () => {
            reject(failing('ECANCELLED'));
          });
        });
      if (typeof answer === 'string') throw failing(answer);
      const time = this.times.get(name) ?? 0;
      this.times.set(name, time + 1);
      const found = Array.isArray(answer[0]) ? (answer[time] ?? answer.at(-1)) : answer;
      return found as readonly string[];
    },
    byMachine: () => Promise.resolve(['127.0.0.1']),
  };

  /** TLS trusts the receiver's certificate, for the names that are in it. */
  readonly reach: Reach = {
    connectMs: 5_000,
    idleMs: 5_000,
    makeConnector: (options) => {
      const pinned = (options as { lookup: LookUp }).lookup;
      const here = buildConnector({
        ...options,
        ca: CERTIFICATE,
        lookup: ((name: string, _: object, callback: Found) => {
          pinned(name, { all: true }, (error, found) => {
            this.dialled.push(...found.map(({ address }) => address));
            callback(error, [{ address: '127.0.0.1', family: 4 }]);
          });
        }) as never,
      });
      const literally = buildConnector({ ...options, ca: CERTIFICATE, checkServerIdentity: () => undefined });
      return (target, callback) => {
        const literal = target.hostname.replace(/^\[|\]$/g, '');
        const port = String(this.port);
        if (isIP(literal) === 0) {
          here({ ...target, port }, callback);
          return;
        }
        this.dialled.push(literal);
        literally({ ...target, hostname: '127.0.0.1', port }, callback);
      };
    },
  };
}

type Found = (error: Error | null, found: readonly LookupAddress[]) => void;
type LookUp = (name: string, options: { all: true }, found: Found) => void;
