import { Resolver, lookup } from 'node:dns/promises';

/** Where the names of targets lead. */
export interface Names {
  /** By DNS alone, whose look-ups are given up with the signal. */
  byDns(name: string, signal: AbortSignal): Promise<readonly string[]>;
  /** As this machine has it, also by its hosts file. It takes one of four threads that files are read by too. */
  byMachine(name: string): Promise<readonly string[]>;
}

/** Of one question to one server, in milliseconds, and how often it is asked. */
const DNS_TIMEOUT_MS = 2_000;
const DNS_TRIES = 3;

export const systemNames: Names = {
  async byDns(name, signal) {
    const resolver = new Resolver({ timeout: DNS_TIMEOUT_MS, tries: DNS_TRIES });
    const cancel = (): void => {
      resolver.cancel();
    };
    signal.addEventListener('abort', cancel);
    try {
      const answers = await Promise.allSettled([resolver.resolve4(name), resolver.resolve6(name)]);
      const addresses = answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []));
      const refused = answers.find((answer) => answer.status === 'rejected');
      if (addresses.length === 0) throw refused?.reason;
      return addresses;
    } finally {
      signal.removeEventListener('abort', cancel);
    }
  },

  async byMachine(name) {
    return (await lookup(name, { all: true })).map(({ address }) => address);
  },
};
