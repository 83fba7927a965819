import { isIP } from 'node:net';
import type { LookupFunction } from 'node:net';
import type { Names } from './names';

/** Answers whoever dials with what was found before. It is not asked for an address literal. */
export const pinnedLookup =
  (addresses: readonly string[]): LookupFunction =>
  (_, options, callback) => {
    const found = addresses.map((address) => ({ address, family: isIP(address) }));
    if (options.all === true) callback(null, found);
    else callback(null, found[0]?.address ?? '', found[0]?.family);
  };

/** As this machine has it. */
export const lookupBy =
  (names: Pick<Names, 'byMachine'>): LookupFunction =>
  (name, options, callback) => {
    names.byMachine(name).then(
      (addresses) => {
        pinnedLookup(addresses)(name, options, callback);
      },
      (error: unknown) => {
        callback(error as NodeJS.ErrnoException, []);
      },
    );
  };
