import { PublicAuditKey } from '../../../src/engine/auditing/audit-key';
import { verifyExport } from '../../../src/engine/auditing/verify-export';
import { accountStream, runStream } from '../../../src/domain/streams';
import { problem } from '../problem';
import { ACME, GLOBEX, TestApi } from '../test-api';

let api: TestApi;
let run: string;

beforeAll(async () => {
  api = await TestApi.open();
  run = await api.enrolled(await api.activeWorkflow(), 'c-1');
  await api.enrolled(await api.activeWorkflow({}, GLOBEX), 'c-1', {}, GLOBEX);
  await api.caughtUp();
});
afterAll(() => api.close());

const E = '/api/audit/export';

async function exported(query = '', account = ACME): Promise<{ text: string; until: string }> {
  const { text, headers } = await api.as('auditor', account).get(`${E}${query}`).buffer(true).expect(200);
  expect(headers['content-type']).toBe('application/x-ndjson');
  return { text, until: headers['export-until'] as string };
}

const linesOf = (text: string): readonly Readonly<Record<string, unknown>>[] =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>);

const verdictOf = async (text: string) => {
  const { body } = (await api.as('auditor').get('/api/audit/key').expect(200)) as { body: { publicKey: string } };
  const file = () => [Buffer.from(text)] as unknown as AsyncIterable<Uint8Array>;
  return verifyExport(file, PublicAuditKey.parse(body.publicKey));
};

describe('an export', () => {
  it("holds every event of the key's account and no other, and is proven by the key", async () => {
    const { text } = await exported();
    const everything = await api.test.everything();
    const lines = linesOf(text);
    expect(lines.slice(0, -1)).toMatchObject(
      everything
        .filter(({ metadata }) => metadata.account === ACME)
        .slice(0, lines.length - 1)
        .map(({ id, stream, revision, position, type, data, metadata }) => ({
          ...{ id, stream, revision, position, type, data, metadata },
          at: metadata.at,
        })),
    );
    expect(await verdictOf(text)).toMatchObject({ verdict: 'proven', head: { account: ACME, query: {} } });
  });

  it('is recorded in the stream of the account before its last line is given, and is not in itself', async () => {
    const { text } = await exported(`?stream=${runStream(run)}`);
    const { head, count, first, last } = linesOf(text).at(-1) ?? {};
    const recorded = (await api.test.engine.dependencies.events.readStream(accountStream(ACME))).at(-1);
    expect(recorded).toMatchObject({
      type: 'ExportMade',
      data: { query: { stream: runStream(run) }, head, count, first, last, unreadable: 0 },
    });
    expect(recorded?.data).toMatchObject({ by: recorded?.metadata.actor });
    expect(linesOf((await exported()).text).at(-2)).toMatchObject({ type: 'ExportMade', data: { head } });
  });

  it('is the same byte for byte up to the same end, whatever was appended since', async () => {
    const whole = await exported();
    await api.enrolled(await api.activeWorkflow(), 'c-2');
    expect((await exported(`?until=${whole.until}`)).text).toBe(whole.text);
    const last = linesOf(whole.text).at(-1)?.['last'] as string;
    expect((await exported(`?until=${last}`)).text).toBe(whole.text);
    expect((await exported()).text).not.toBe(whole.text);
  });

  it('goes on from any line that it was cut off after', async () => {
    const { text, until } = await exported();
    const lines = text.split('\n').slice(0, -2);
    for (const [i, line] of lines.entries()) {
      const { position, hash } = JSON.parse(line) as { position: string; hash: string };
      const rest = await exported(`?after=${position}&hash=${hash}&until=${until}`);
      expect([...lines.slice(0, i + 1), rest.text].join('\n')).toBe(text);
    }
  });

  it('does not go on from a hash that the ledger does not give', async () => {
    const { text, until } = await exported();
    const position = linesOf(text)[1]?.['position'] as string;
    const query = `?after=${position}&hash=${'a'.repeat(64)}&until=${until}`;
    await api.as('auditor').get(`${E}${query}`).expect(problem(409, 'export_differs'));
  });

  it.each([
    ['nothing that is of no kind', '?stream=nothing', 404],
    ['a stream that is not there', '?stream=run-x', 404],
    ['a workflow that is not there', '?workflowId=x', 404],
    ['both a stream and a workflow', '?stream=run-x&workflowId=x', 400],
    ['an end that is still to come', '?until=00000000ffffffff', 400],
    ['an end before its beginning', '?after=0000000000000002&until=0000000000000001', 400],
    ['a beginning that is still to come', '?after=00000000ffffffff', 400],
    ['a hash without its position', `?hash=${'a'.repeat(64)}`, 400],
    ['half a hash', '?after=0000000000000001&hash=ab', 400],
    ['no position', '?after=12', 400],
    ['no time', '?from=yesterday', 400],
    ['something else', '?format=csv', 400],
  ])('is refused of %s', async (_, query, status) => {
    await api
      .as('auditor')
      .get(`${E}${query}`)
      .expect(problem(status, status === 404 ? 'not_found' : 'invalid_request'));
  });

  it('says what a hash must be', async () => {
    const answer = await api.as('auditor').get(`${E}?after=0000000000000001&hash=ab`);
    expect(answer.body).toMatchObject({ errors: [{ path: 'hash', message: 'must be the hash of a line' }] });
  });

  it("does not tell another account's streams from none", async () => {
    await api
      .as('auditor', GLOBEX)
      .get(`${E}?stream=${runStream(run)}`)
      .expect(problem(404, 'not_found'));
    await api
      .as('auditor', GLOBEX)
      .get(`/api/audit/head?stream=${runStream(run)}`)
      .expect(404);
  });

  it('is not made, nor recorded, for whoever asks for its headers only', async () => {
    const before = await api.test.engine.dependencies.events.head();
    await api.as('auditor').head(E).expect(200).expect('content-type', 'application/x-ndjson');
    expect(await api.test.engine.dependencies.events.head()).toBe(before);
  });
});

describe('the head of an export', () => {
  it('is what its last line says, and is recorded nowhere', async () => {
    const { text } = await exported();
    const before = await api.test.engine.dependencies.events.head();
    const { previous: _p, hash: _h, last, ...told } = linesOf(text).at(-1) ?? {};
    const answer = await api
      .as('auditor')
      .get(`/api/audit/head?until=${String(last)}`)
      .expect(200);
    expect(answer.body).toEqual({ ...told, last });
    expect(await api.test.engine.dependencies.events.head()).toBe(before);
  });
});
