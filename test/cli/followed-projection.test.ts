import { once } from 'node:events';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { change, list } from '../../src/cli/projections.service';
import { ServiceClient } from '../../src/cli/service-client';

const rebuild = { kind: 'rebuild', status: 'building', events: 10, lag: 90, failure: null, reason: null };
const view = { name: 'outbox', version: 1, status: 'live', documents: 3, lag: 0, last: null, rebuild };

/** A service of which each path has one answer. */
async function serviceOf(answers: Readonly<Record<string, string>>): Promise<readonly [ServiceClient, Server]> {
  const server = createServer((request, response) => response.end(answers[request.url ?? '']));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return [new ServiceClient(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, 'key'), server];
}

const P = '/api/admin/projections';
let server: Server;
afterEach(async () => {
  server.close();
  await once(server, 'close');
});

describe('what the command line says of a rebuild', () => {
  it('is that it goes on, where the service stops while it is followed', async () => {
    const text = JSON.stringify(view);
    const [service, itself] = await serviceOf({
      [`${P}/outbox/rebuild`]: text,
      [`${P}/outbox/progress`]: `event: progress\ndata: ${text}\n\n`,
    });
    server = itself;
    expect(await change(service, 'outbox', 'rebuild')).toMatchObject({
      text: 'outbox: the rebuild goes on, and is not followed any more',
      exitCode: 1,
    });
  });

  it('is why it stands still', async () => {
    const stalled = { ...rebuild, status: 'stalled', reason: 'the read store does not answer' };
    const [service, itself] = await serviceOf({ [P]: JSON.stringify({ items: [{ ...view, rebuild: stalled }] }) });
    server = itself;
    expect((await list(service)).text).toContain(', rebuild stalled: the read store does not answer');
  });
});
