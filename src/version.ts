import { engines, version } from '../package.json';

export const VERSION = version;

/** Why the service cannot run on a Node version such as `24.1.0`; null when it can. */
export function nodeRefusal(node: string): string | null {
  const [major = 0, minor = 0] = node.split('.').map(Number);
  const fits = engines.node.split(' || ').some((range) => {
    const [least = 0, leastMinor = 0] = range.replace('^', '').split('.').map(Number);
    return major === least && minor >= leastMinor;
  });
  return fits ? null : `Node ${node} cannot run this version, which needs Node ${engines.node}`;
}
