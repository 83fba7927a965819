import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import Database from 'better-sqlite3';
import { EventStoreDbEventStore } from '../../../src/adapters/eventstoredb/event-store';
import { STREAM_NAMES } from '../../../src/assembly/stores';
import type { ExportQuery } from '../../../src/domain/account/events';
import { runStream } from '../../../src/domain/streams';
import { PublicAuditKey } from '../../../src/engine/auditing/audit-key';
import type { AuditKey } from '../../../src/engine/auditing/audit-key';
import { linkOf } from '../../../src/engine/auditing/chain';
import { differenceOf } from '../../../src/engine/auditing/compare-exports';
import { Exports, linesHere } from '../../../src/engine/auditing/exports';
import type { Asked } from '../../../src/engine/auditing/exports';
import { linesOf } from '../../../src/engine/auditing/lines-of';
import { verifyExport } from '../../../src/engine/auditing/verify-export';
import { START } from '../../../src/kernel/message';
import type { Position } from '../../../src/kernel/message';
import type { StreamRead } from '../../../src/ports/event-store';
import { QUICK } from '../../adapters/eventstoredb/on-a-double';
import { RecordingLog } from '../../adapters/eventstoredb/recording-log';
import { EventStoreDbDouble } from '../../doubles/eventstoredb/server';
import { Manager, delay, sms, workflowOf } from '../manager';
import { TestService, context } from '../test-service';

/** Two accounts with a run each, and a second workflow of the first. */
class Audited {
  readonly never = new AbortController().signal;
  workflow = '';
  run = '';
  other = '';

  constructor(readonly test: TestService) {}

  get exports(): Exports {
    return this.test.engine.exports;
  }

  async fill(): Promise<void> {
    const [ours, theirs] = [new Manager(this.test.engine), new Manager(this.test.engine, 'globex')];
    this.workflow = await ours.opens(workflowOf([sms(), delay()]));
    this.run = await ours.enrolls(this.workflow, 'c-1');
    this.other = await theirs.enrolls(await theirs.opens(workflowOf([sms()])), 'c-1');
    await ours.enrolls(await ours.opens(workflowOf([sms()])), 'c-2');
    await this.test.caughtUp();
  }

  async text(query: ExportQuery = {}, place: Partial<Asked> = {}, exports = this.exports): Promise<string> {
    const asked = { query, until: null, after: START, hash: null, ...place };
    const { chunks } = await exports.begin(context(), asked, this.never);
    const all: Uint8Array[] = [];
    for await (const chunk of chunks) all.push(chunk);
    return Buffer.concat(all).toString();
  }

  verdict(text: string) {
    const key = this.exports.key as AuditKey;
    return verifyExport(() => from(text), PublicAuditKey.parse(key.pem));
  }
}

const from = (text: string): AsyncIterable<Uint8Array> =>
  (async function* () {
    yield Promise.resolve(Buffer.from(text));
  })();
const eventsIn = (text: string) =>
  text
    .trimEnd()
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as { type: string; stream: string; position: string; at: string; error?: unknown });
const headIn = (text: string) => JSON.parse(text.trimEnd().split('\n').at(-1) ?? '') as Record<string, unknown>;

const STORES: readonly (readonly [string, () => Promise<{ test: TestService; end: () => void }>])[] = [
  ['SQLite', async () => ({ test: await TestService.open(), end: () => undefined })],
  [
    'EventStoreDB',
    async () => {
      const double = await EventStoreDbDouble.start();
      const open = () => EventStoreDbEventStore.open(double.url, STREAM_NAMES, new RecordingLog(), QUICK);
      return {
        test: await TestService.open({}, undefined, undefined, open),
        end: () => {
          double.stop();
        },
      };
    },
  ],
];

describe.each(STORES)('an export from a log in %s', (_, open) => {
  let audited: Audited;
  let end: () => void;

  beforeAll(async () => {
    const opened = await open();
    end = opened.end;
    audited = new Audited(opened.test);
    await audited.fill();
  });
  afterAll(async () => {
    await audited.test.remove();
    end();
  });

  it('holds what was asked for: all of the account, a stream, a workflow, a time', async () => {
    const everything = await audited.test.everything();
    const ours = everything.filter(({ metadata }) => metadata.account === 'acme');
    const place = { until: everything.at(-1)?.position ?? START };
    const positions = (text: string) => eventsIn(text).map(({ position }) => position);
    expect(positions(await audited.text({}, place))).toEqual(ours.map(({ position }) => position));
    const stream = runStream(audited.run);
    const ofRun = ours.filter((event) => event.stream === stream).map(({ position }) => position);
    expect(positions(await audited.text({ stream }, place))).toEqual(ofRun);
    const ofWorkflow = eventsIn(await audited.text({ workflowId: audited.workflow }, place));
    expect(new Set(ofWorkflow.map((one) => one.stream.split('-')[0]))).toEqual(
      new Set(['workflow', 'enrollment', 'run']),
    );
    expect(ofWorkflow.map(({ position }) => position)).toEqual(expect.arrayContaining(ofRun));
    expect(positions(await audited.text({ to: '2000-01-01T00:00:00.000Z' }, place))).toEqual([]);
    const { at } = everything[3]?.metadata ?? { at: '' };
    expect(positions(await audited.text({ from: at }, place))).toEqual(
      ours.filter(({ metadata }) => metadata.at >= at).map(({ position }) => position),
    );
  });

  it('is the same byte for byte while others append, and every one of its parts is proven with the rest', async () => {
    const manager = new Manager(audited.test.engine);
    const text = await audited.text();
    const until = headIn(text)['last'] as string;
    const appending = Array.from({ length: 5 }, (_, i) => manager.enrolls(audited.workflow, `more-${i}`));
    const again = await Promise.all([audited.text({}, { until }), audited.text({}, { until })]);
    await Promise.all(appending);
    expect(again).toEqual([text, text]);
    expect(await audited.verdict(text)).toMatchObject({ verdict: 'proven' });
  });

  it('cut off at any byte goes on to the very same whole', async () => {
    const query = { stream: runStream(audited.run) };
    const text = await audited.text(query);
    const until = headIn(text)['last'] as string;
    const rests = new Map<string, string>();
    for (let cut = 0; cut < text.length; cut += 7) {
      const kept = text.slice(0, text.lastIndexOf('\n', cut - 1) + 1);
      const last = kept.trimEnd().split('\n').at(-1) ?? '';
      if (!rests.has(kept)) {
        const place = last === '' ? {} : { after: (JSON.parse(last) as { position: string }).position };
        const { hash = null } = linkOf(Buffer.from(last)) ?? {};
        rests.set(kept, await audited.text(query, { until, ...place, hash }));
      }
      expect(kept + (rests.get(kept) ?? '')).toBe(text);
    }
  });

  it('is not recorded when it is left before its end', async () => {
    const before = await audited.test.engine.dependencies.events.head();
    const asked = { query: {}, until: null, after: START, hash: null };
    const { chunks } = await audited.exports.begin(context(), asked, audited.never);
    await chunks.next();
    await chunks.return(undefined);
    expect(await audited.test.engine.dependencies.events.head()).toBe(before);
  });

  it('is found to differ from the ledger from the first line on that the ledger gives otherwise', async () => {
    const query = { stream: runStream(audited.run) };
    const text = await audited.text(query);
    expect(await differenceOf(from(text), from(await audited.text(query)))).toBeNull();
    const lines = text.split('\n');
    const otherwise = lines.with(1, (lines[1] ?? '').replace('"revision":1', '"revision":9')).join('\n');
    expect(await differenceOf(from(text), from(otherwise))).toMatchObject({ line: 2 });
    expect(await differenceOf(from(text), from(lines.slice(0, 2).join('\n')))).toMatchObject({ line: 3 });
  });
});

describe('an export', () => {
  let audited: Audited;

  beforeEach(async () => {
    audited = new Audited(await TestService.open());
    await audited.fill();
  });
  afterEach(() => audited.test.remove());

  it('says what cannot be read, in its place', async () => {
    const stream = runStream(audited.run);
    const db = new Database(path.join(audited.test.folder, 'events.db'));
    const of = 'stream = (SELECT stream FROM streams WHERE name = ?)';
    for (const revision of [0, 2])
      db.prepare(`UPDATE events SET data = '{}' WHERE ${of} AND revision = ?`).run(stream, revision);
    db.prepare(`UPDATE events SET data = '{}' WHERE ${of} AND revision = 0`).run(runStream(audited.other));
    db.close();
    const whole = await audited.text();
    const damaged = eventsIn(whole).filter(({ error }) => error !== undefined);
    expect(damaged).toMatchObject(
      [0, 2].map((revision) => ({ stream, revision, error: { code: 'event_unreadable' } })),
    );
    expect(headIn(whole)).toMatchObject({ unreadable: 2, count: eventsIn(whole).length });
    expect(headIn(await audited.text({ stream }))).toMatchObject({ unreadable: 2 });
    expect(headIn(await audited.text({ workflowId: audited.workflow }))).toMatchObject({ unreadable: 2 });
    expect(await audited.verdict(whole)).toMatchObject({ verdict: 'proven', head: { unreadable: 2 } });
  });

  it('is read from the log no faster than its lines are taken', async () => {
    const { events, log } = audited.test.engine.dependencies;
    const manager = new Manager(audited.test.engine);
    for (let i = 0; i < 30; i++) await manager.enrolls(audited.workflow, `more-${i}`);
    let reads = 0;
    const counting = {
      readAll: (after: Position, limit: number) => {
        reads += 1;
        return events.readAll(after, limit);
      },
      readStream: (stream: string, options?: StreamRead) => events.readStream(stream, options),
    };
    const exports = new Exports(events, audited.test.engine.ledger, linesHere(counting), null, log);
    const asked = { query: {}, until: null, after: START, hash: null };
    const { chunks } = await exports.begin(context(), asked, audited.never);
    expect(reads).toBe(0);
    const { value } = await chunks.next();
    expect(value?.length).toBeLessThan(262_144);
    expect(reads).toBe(1);
    await chunks.return(undefined);
    expect(headIn(await audited.text({}, {}, exports))).toMatchObject({ key: null, signature: null });
  });

  it('is what the script of the README says it is', async () => {
    const readme = readFileSync(path.join(__dirname, '../../../README.md'), 'utf8');
    const script = /```python\n(.*?)```/s.exec(readme)?.[1] ?? '';
    expect(script.trim().split('\n').length).toBeLessThanOrEqual(20);
    const [program, file] = ['check.py', 'export.ndjson'].map((name) => path.join(audited.test.folder, name));
    if (program === undefined || file === undefined) throw new Error('there is no folder');
    writeFileSync(program, script);
    const text = await audited.text();
    const said = (exported: string): string => {
      writeFileSync(file, exported);
      const { stdout, stderr, error } = spawnSync('python3', [program, file], { encoding: 'utf8' });
      return error === undefined ? (stdout + stderr).trim() : 'no Python here';
    };
    const { count, head } = headIn(text);
    const here = said(text) !== 'no Python here';
    expect(said(text)).toBe(here ? `${String(count)} events, ${String(head)}` : 'no Python here');
    const changed = text.replace('"type":"WorkflowActivated"', '"type":"WorkflowArchived_"');
    expect(said(changed)).toBe(here ? 'line 2 is not what was hashed' : 'no Python here');
    const cut = text.slice(0, text.trimEnd().lastIndexOf('\n') + 1);
    expect(said(cut)).toBe(here ? 'the last line is missing' : 'no Python here');
    let lines = 0;
    for await (const { isEnded } of linesOf(from(text))) lines += isEnded ? 1 : 0;
    expect(lines).toBe(Number(count) + 1);
  });
});
