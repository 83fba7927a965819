import { isIP } from 'node:net';
import { isPublicAddress } from '../../domain/effect/public-address';
import type { Names } from '../names/names';

/** The name of a target leads, or leads also, to what is no public host. */
export class NotPublic extends Error {}

/**
 * The addresses that may be dialled for a host, those that were judged and no others.
 * @param hostname as the URL parser writes it; an address in it was judged with the URL
 * @throws NotPublic; what the look-up throws
 */
export async function dialledAddresses(
  hostname: string,
  isAllowedPrivate: boolean,
  names: Names,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const address = hostname.replace(/^\[|\]$/g, '');
  if (isIP(address) !== 0) return [address];
  if (isAllowedPrivate) return names.byMachine(hostname);
  const addresses = await names.byDns(hostname, signal);
  if (!addresses.every(isPublicAddress)) throw new NotPublic('its name leads to an address that is not public');
  return addresses;
}
