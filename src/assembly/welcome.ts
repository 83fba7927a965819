import type { Config } from '../config';
import type { ApiKey } from '../config/keys';

/** What a first start tells, once: where it is, the keys it made, and three commands to try. */
export function welcome(address: string, config: Config, keys: readonly ApiKey[]): string {
  const keyOf = (role: ApiKey['role']): string => keys.find((key) => key.role === role)?.key ?? '';
  const api = `${address}/api/automations`;
  const event = {
    id: 'try-1',
    type: 'appointment.booked',
    contact: { id: 'ana', name: 'Ana', phone: '+34600000000', email: 'ana@example.com' },
    data: { appointment: { id: 'A-1', service: 'a haircut', startsAt: '2026-12-01T15:00:00Z', guests: 1, price: 40 } },
  };
  return `
Runledger listens on ${address}   API: ${address}/api/docs   data: ${config.dataDir}

The keys of account ${keys[0]?.account ?? ''}, shown this once and kept in ${config.dataDir}/api-keys.json:
${keys.map(({ role, key }) => `  ${role.padEnd(8)} ${key}`).join('\n')}

Three things to try:

  curl -H 'Authorization: Bearer ${keyOf('viewer')}' '${api}/runs?status=failed&limit=5'

  curl -H 'Authorization: Bearer ${keyOf('manager')}' -H 'Content-Type: application/json' ${api}/events -d '${JSON.stringify(event)}'

  curl -H 'Authorization: Bearer ${keyOf('viewer')}' ${api}/workflows
`;
}
