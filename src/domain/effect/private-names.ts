import { isIP } from 'node:net';
import { isPublicAddress } from './public-address';

/** Names that never lead to a public host: for special use, never given out, or of the insides of clusters and homes. */
const PRIVATE_NAMES =
  /(^|\.)(localhost|localdomain[46]?|local|internal|intranet|lan|home|corp|mail|private|arpa|test|invalid|onion|alt|svc|consul|docker|fritz\.box)$/;

/** Public names by which clouds serve their metadata. */
const METADATA_NAMES =
  /^(api\.)?metadata\.(tencentyun\.com|packet\.net|platformequinix\.com|azure\.com|goog|cloud\.ibm\.com)$/;

/** Public names whose every host is the machine that asks. */
const LOOPBACK_NAMES =
  /(^|\.)(localtest\.me|lvh\.me|vcap\.me|lacolhost\.com|fuf\.me|local\.gd|loopback\.jp|localho\.st|smackaho\.st)$/;

/**
 * Public names that answer with an address in them: of IPv4 dotted, dashed, or as eight hexadecimal digits, of IPv6 a label
 * with dashes for its colons.
 */
const TELLING_NAMES =
  /(?:^|\.)(?:nip\.io|sslip\.io|xip\.io|traefik\.me|backname\.io|ip\.addr\.tools|plex\.direct|local-ip\.(?:sh|co)|rbndr\.us|1u\.ms)$/;
const TOLD = /(?:^|[.-])(\d{1,3})[.-](\d{1,3})[.-](\d{1,3})[.-](\d{1,3})(?=[.-]|$)|(?:^|[.-])([0-9a-f]{8})(?=\.|$)/g;

/** Whether a name, in lower case and without a last dot, shows that it leads to no public host. */
export const isPrivateName = (name: string): boolean =>
  PRIVATE_NAMES.test(name) || METADATA_NAMES.test(name) || LOOPBACK_NAMES.test(name) || tellsPrivateAddress(name);

function tellsPrivateAddress(name: string): boolean {
  const domain = TELLING_NAMES.exec(name);
  if (domain === null) return false;
  const told = name.slice(0, domain.index);
  const labels = told.split('.').map((label) => label.replaceAll('-', ':'));
  if (labels.some((label) => isIP(label) === 6 && !isPublicAddress(label))) return true;
  const addresses = Array.from(told.matchAll(TOLD), ([, a, b, c, d, hex]) =>
    hex === undefined ? `${a}.${b}.${c}.${d}` : [...Buffer.from(hex, 'hex')].join('.'),
  );
  return addresses.some((address) => isIP(address) === 4 && !isPublicAddress(address));
}
