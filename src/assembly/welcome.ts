import type { Config } from '../config';
import type { ApiKey } from '../config/keys';

/** Whether nobody but this machine reaches the service there. */
export const isLoopback = (host: string): boolean => /^(?:localhost|::1|127(?:\.\d{1,3}){3})$/.test(host);

export interface FirstStart {
  readonly address: string;
  readonly config: Config;
  /** The keys it made. */
  readonly keys: readonly ApiKey[];
  /** The token of a link that signs in once as the owner; null: there is none. */
  readonly link: string | null;
  /** Whether it wrote the sample ledger. */
  readonly hasSample: boolean;
}

/** What a first start tells, once: where it is, the keys it made, and how to begin. */
export function welcome(start: FirstStart): string {
  const { address, config, keys, link, hasSample } = start;
  const signIn =
    link === null ? '' : `To sign in as the owner, once, within 15 minutes:\n\n  ${address}/sign-in#${link}\n\n`;
  return `
Runledger listens on ${address}   API: ${address}/api/docs   data: ${config.dataDir}

The keys of account ${keys[0]?.account ?? ''}, shown this once and kept in ${config.dataDir}/api-keys.json:
${keys.map(({ role, key }) => `  ${role.padEnd(8)} ${key}`).join('\n')}

${signIn}${hasSample ? threeThings(start) : firstSteps(start)}
`;
}

/** Commands that find something in the sample ledger. */
function threeThings(start: FirstStart): string {
  const api = `${start.address}/api/automations`;
  const event = {
    id: 'try-1',
    type: 'appointment.booked',
    contact: { id: 'ana', name: 'Ana', phone: '+34600000000', email: 'ana@example.com' },
    data: { appointment: { id: 'A-1', service: 'a haircut', startsAt: '2026-12-01T15:00:00Z', guests: 1, price: 40 } },
  };
  return `Three things to try:

  curl -H 'Authorization: Bearer ${keyOf(start, 'viewer')}' '${api}/runs?status=failed&limit=5'

  curl -H 'Authorization: Bearer ${keyOf(start, 'manager')}' -H 'Content-Type: application/json' ${api}/events -d '${JSON.stringify(event)}'

  curl -H 'Authorization: Bearer ${keyOf(start, 'viewer')}' ${api}/workflows`;
}

/** Where there is nothing to look at yet. */
const firstSteps = (start: FirstStart): string => `README.md says how to begin, under "Start", with

  export KEY=${keyOf(start, 'owner')}`;

const keyOf = ({ keys }: FirstStart, role: ApiKey['role']): string => keys.find((key) => key.role === role)?.key ?? '';
