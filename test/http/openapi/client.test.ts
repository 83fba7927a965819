import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { TestApi, keyOf } from '../test-api';

const TOP = path.join(__dirname, '../../..');
const run = async (folder: string, script: string, ...args: readonly string[]): Promise<string> =>
  (await promisify(execFile)(process.execPath, [script, ...args], { cwd: folder })).stdout;

/** What a product app might do, checked by the compiler against the generated types. */
const PROGRAM = `
import createClient from 'openapi-fetch';
import type { components, paths } from './api';

async function main(baseUrl: string, key: string): Promise<void> {
  const client = createClient<paths>({ baseUrl, headers: { authorization: 'Bearer ' + key } });
  const defined = await client.POST('/api/automations/workflows', {
    body: {
      name: 'Welcome',
      trigger: { type: 'manual' },
      steps: [
        { id: 'large', type: 'condition', if: { field: 'data.total', op: 'gte', value: 1_000 }, then: [{ id: 'hello', type: 'sms', body: 'Hi' }], else: [] },
        { id: 'rest', type: 'delay', duration: 'PT1H' },
      ],
    },
  });
  if (defined.error !== undefined) throw new Error(defined.error.detail);
  const params = { path: { id: defined.data.workflowId } };
  // @ts-expect-error a step of no known type
  const wrong: components['schemas']['Step'] = { id: 'a', type: 'fax' };
  await client.POST('/api/automations/workflows/{id}/activate', { params });
  const body = { contact: { id: 'c-1', phone: '+34600000000' }, data: { total: 100 } };
  const first = await client.POST('/api/automations/workflows/{id}/enrollments', { params, body });
  if (first.error !== undefined) throw new Error(first.error.detail);
  const again = await client.POST('/api/automations/workflows/{id}/enrollments', { params, body });
  if (again.error?.code !== 'already_active') throw new Error('enrolled twice');
  const shown = await client.GET('/api/automations/runs/{id}', {
    params: { path: { id: first.data.runId }, query: { minPosition: first.data.position } },
  });
  if (shown.error !== undefined) throw new Error(shown.error.detail);
  const item = shown.data.timeline[0];
  // the compiler knows what a condition's output holds
  const compared = item?.type === 'condition' ? item.output?.comparisons?.[0]?.actual : wrong;
  console.log(JSON.stringify([again.error.runId === first.data.runId, shown.data.status, compared]));
}

main(process.argv[2] ?? '', process.argv[3] ?? '').catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
`;

let api: TestApi;
let folder: string;

beforeAll(async () => {
  api = await TestApi.open();
  folder = mkdtempSync(path.join(tmpdir(), 'runledger-client-'));
  symlinkSync(path.join(TOP, 'node_modules'), path.join(folder, 'node_modules'));
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await api.close();
});

const COMPILING = '--strict --skipLibCheck --target es2023 --module node20 --types node program.ts'.split(' ');

describe('a client generated from the document', () => {
  it('compiles, and does what a product app would', async () => {
    const { text } = await api.anonymous.get('/api/openapi.json').expect(200);
    writeFileSync(path.join(folder, 'openapi.json'), text);
    writeFileSync(path.join(folder, 'program.ts'), PROGRAM);
    await run(folder, 'node_modules/openapi-typescript/bin/cli.js', 'openapi.json', '--output', 'api.ts');
    await run(folder, 'node_modules/typescript/bin/tsc', ...COMPILING);
    const printed = await run(folder, 'program.js', api.url, keyOf('manager'));
    expect(JSON.parse(printed)).toEqual([true, 'waiting', 100]);
  }, 120_000);
});
