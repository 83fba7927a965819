import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { SqliteEventStore } from '../../src/adapters/sqlite/event-store';
import type { ExportThread as Thread } from '../../src/assembly/export-thread';
import { linesHere } from '../../src/engine/auditing/exports';
import type { ExportRequest } from '../../src/engine/auditing/export-lines';
import type { LineMaker } from '../../src/engine/auditing/exports';
import { NO_STREAM, START } from '../../src/kernel/message';
import { threeSteps } from '../engine/folding';
import { TestLog } from '../engine/test-service';

/** As it is built: a thread needs a file of its own. */
const { ExportThread } = jest.requireActual<{ readonly ExportThread: typeof Thread }>(
  path.join(process.cwd(), 'dist/src/assembly/export-thread.js'),
);

const folder = mkdtempSync(path.join(tmpdir(), 'runledger-thread-'));
const never = new AbortController().signal;
let store: SqliteEventStore;
let request: ExportRequest;
let thread: Thread;
const config = { dataDir: folder, eventStoreUrl: null, mongoUrl: null };

beforeAll(async () => {
  store = SqliteEventStore.open(folder);
  const events = threeSteps();
  await store.append(events[0]?.stream ?? '', NO_STREAM, events);
  const account = events[0]?.metadata.account ?? '';
  request = { account, query: {}, until: await store.head(), after: START, hash: null };
});
afterAll(async () => {
  await store.close();
  rmSync(folder, { recursive: true });
});
beforeEach(() => {
  thread = new ExportThread(config, new TestLog());
});
afterEach(() => thread.stop());

/** All lines, and what they came to. */
async function made(maker: LineMaker, asked = request, signal = never) {
  const lines = maker.lines(asked, signal);
  let text = '';
  for (;;) {
    const { done, value } = await lines.next();
    if (done === true) return { text, summary: value };
    text += Buffer.from(value).toString();
  }
}

describe('the thread of exports', () => {
  it('makes what would be made in the thread that asks, byte for byte, also several at once', async () => {
    const here = await made(linesHere(store));
    const there = await Promise.all(Array.from({ length: 5 }, () => made(thread)));
    for (const one of there) expect(one).toEqual(here);
  });

  it('tells a refusal as what it is, and goes on with the next', async () => {
    const wrong = { ...request, after: request.until, hash: 'f'.repeat(64) };
    await expect(made(thread, wrong)).rejects.toMatchObject({ name: 'DomainError', code: 'export_differs' });
    expect((await made(thread)).summary.count).toBe(threeSteps().length);
  });

  it('ends an export that is left or cut off, and not the others', async () => {
    const cutting = new AbortController();
    const lines = thread.lines(request, cutting.signal);
    cutting.abort(new Error('the client is gone'));
    await expect(lines.next()).rejects.toThrow('the client is gone');
    const left = thread.lines(request, never);
    await left.next();
    await left.return(undefined as never);
    expect((await made(thread)).summary.count).toBe(threeSteps().length);
  });

  it('says that it has ended to whoever waits, and is made anew for the next export', async () => {
    const waiting = made(thread);
    await thread.stop();
    await expect(waiting).rejects.toThrow('the thread of exports has ended');
    expect((await made(thread)).summary.count).toBe(threeSteps().length);
  });

  it('says that the log is away where it cannot be opened, and opens it again for the next one', async () => {
    const elsewhere = new ExportThread({ ...config, dataDir: path.join(folder, 'nowhere') }, new TestLog());
    for (let i = 0; i < 2; i++) await expect(made(elsewhere)).rejects.toThrow(/there is no event log in/);
    await elsewhere.stop();
  });
});
