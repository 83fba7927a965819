import { Resolver, lookup } from 'node:dns/promises';
import { setTimeout as pause } from 'node:timers/promises';

/** Where names lead. */
export interface Names {
  /** By DNS alone, whose look-ups are given up with the signal. */
  byDns(name: string, signal: AbortSignal): Promise<readonly string[]>;
  /** As this machine has it, also by its hosts file. It takes one of four threads that files are read by too. */
  byMachine(name: string): Promise<readonly string[]>;
}

/** Of one question to one server, in milliseconds, and how often it is asked. */
const DNS_TIMEOUT_MS = 2_000;
const DNS_TRIES = 3;
/** How long the addresses of one family are waited for once the other's are there, in milliseconds: some servers never say that there are none. */
const OTHER_FAMILY_MS = 300;

/** @param servers `address:port` of who is asked; undefined: those that the machine asks */
export const namesBy = (servers?: readonly string[]): Names => ({
  async byDns(name, signal) {
    signal.throwIfAborted();
    const resolver = new Resolver({ timeout: DNS_TIMEOUT_MS, tries: DNS_TRIES });
    if (servers !== undefined) resolver.setServers(servers);
    const families = [resolver.resolve4(name), resolver.resolve6(name)];
    const cancel = (): void => {
      resolver.cancel();
    };
    signal.addEventListener('abort', cancel);
    const answers = Promise.allSettled(families);
    try {
      await Promise.any(families);
      await Promise.race([answers, pause(OTHER_FAMILY_MS, undefined, { ref: false })]);
    } catch {
      // each says why below
    } finally {
      signal.removeEventListener('abort', cancel);
      cancel();
    }
    return found(await answers);
  },

  byMachine: onceAtATime(async (name) => (await lookup(name, { all: true })).map(({ address }) => address)),
});

export const systemNames = namesBy();

/** @throws what the first of them failed with, when there is no address */
function found(answers: readonly PromiseSettledResult<readonly string[]>[]): readonly string[] {
  const addresses = answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []));
  const refused = answers.find((answer) => answer.status === 'rejected');
  if (addresses.length === 0) throw refused?.reason;
  return addresses;
}

/** Whoever asks for what is being asked for already gets that answer: a name takes one thread, however many ask. */
function onceAtATime<T>(ask: (name: string) => Promise<T>): (name: string) => Promise<T> {
  const asked = new Map<string, Promise<T>>();
  return (name) => {
    const answer = asked.get(name) ?? ask(name).finally(() => asked.delete(name));
    asked.set(name, answer);
    return answer;
  };
}
