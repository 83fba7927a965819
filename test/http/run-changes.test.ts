import { get } from 'node:http';
import type { ClientRequest, IncomingMessage } from 'node:http';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { START } from '../../src/kernel/message';
import { until } from '../until';
import { TestService } from '../engine/test-service';
import { ACME, GLOBEX, TestApi, WAITING, keyOf } from './test-api';

interface Notice {
  readonly id: string;
  readonly type: string;
  readonly run: { readonly runId: string; readonly status: string; readonly revision: number };
}

/** A reader of changes, as a browser is one. */
class Reader {
  readonly notices: Notice[] = [];
  lastId: string | undefined;
  ended = false;
  private text = '';

  private constructor(
    private readonly asked: ClientRequest,
    readonly answer: IncomingMessage,
  ) {
    answer.setEncoding('utf8').on('data', (chunk: string) => {
      const events = (this.text + chunk).split('\n\n');
      this.text = events.pop() ?? '';
      for (const event of events) this.take(event);
    });
    for (const end of ['close', 'error']) answer.on(end, () => (this.ended = true));
  }

  static open(api: TestApi, query = '', lastEventId?: string, account = ACME): Promise<Reader> {
    const headers = {
      authorization: `Bearer ${keyOf('viewer', account)}`,
      ...(lastEventId === undefined ? {} : { 'last-event-id': lastEventId }),
    };
    return new Promise((resolve, reject) => {
      const asked = get(`${api.url}/api/automations/runs/changes${query}`, { headers }, (answer) => {
        resolve(new Reader(asked, answer));
      });
      asked.on('error', reject);
    });
  }

  private take(event: string): void {
    const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(event)?.[1];
    this.lastId = field('id') ?? this.lastId;
    const data = field('data');
    if (data === undefined) return;
    const run = JSON.parse(data) as Notice['run'];
    this.notices.push({ id: this.lastId ?? '', type: field('event') ?? 'message', run });
  }

  get runs(): readonly string[] {
    return [...new Set(this.notices.map(({ run }) => run.runId))];
  }

  /** A piece at a time, with turns of the event loop in between, so that whoever writes is ahead of it. */
  takeSlowly(): void {
    this.answer.on('data', () => {
      this.answer.pause();
      void turnsOfLoop(20).then(() => this.answer.resume());
    });
  }

  close(): void {
    this.asked.destroy();
  }
}

async function turnsOfLoop(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn++) await nextTurn();
}

let api: TestApi;
const readers: Reader[] = [];
const watching = async (...args: Parameters<typeof Reader.open> extends [unknown, ...infer Rest] ? Rest : never) => {
  const reader = await Reader.open(api, ...args);
  readers.push(reader);
  return reader;
};

beforeEach(async () => {
  api = await TestApi.open();
});
afterEach(async () => {
  for (const reader of readers.splice(0)) reader.close();
  await api.close();
});

/** Once the read models have got there, and what is gathered is told. */
async function told(isTrue: () => boolean): Promise<void> {
  await api.caughtUp();
  await until('the reader was told', () => {
    api.clock.advance(100);
    return isTrue();
  });
}

const cancelled = (run: string) => api.as('manager').post(`/api/automations/runs/${run}/cancel`).expect(200);

describe('the changes of runs', () => {
  it('are told as the list shows them, each once it can be read', async () => {
    const workflow = await api.activeWorkflow({ steps: WAITING });
    await api.caughtUp();
    const reader = await watching();
    expect(reader.answer.headers).toMatchObject({
      'content-type': 'text/event-stream',
      'x-content-type-options': 'nosniff',
    });
    const run = await api.enrolled(workflow, 'c-1');
    await told(() => reader.notices.some(({ run: { status } }) => status === 'waiting'));
    const shown = (await api.as('viewer').get(`/api/automations/runs?contact=c-1`).expect(200)).body as {
      items: unknown[];
    };
    expect(reader.notices.at(-1)).toMatchObject({ type: 'run', run: shown.items[0] });
    await cancelled(run);
    await told(() => reader.notices.some(({ run: { status } }) => status === 'cancelled'));
    expect(reader.runs).toEqual([run]);
  });

  it('are told to those of the account, and of the workflow or the run that they watch', async () => {
    const [one, other] = [await api.activeWorkflow({ steps: WAITING }), await api.activeWorkflow({ steps: WAITING })];
    const first = await api.enrolled(one, 'c-1');
    await api.caughtUp();
    const [all, ofOne, ofFirst, elsewhere] = [
      await watching(),
      await watching(`?workflowId=${one}`),
      await watching(`?runId=${first}`),
      await watching('', undefined, GLOBEX),
    ];
    const second = await api.enrolled(one, 'c-2');
    const third = await api.enrolled(other, 'c-3');
    await cancelled(first);
    await told(() => all.notices.some(({ run: { status } }) => status === 'cancelled'));
    await told(() => all.runs.length === 3 && ofOne.runs.length === 2 && ofFirst.runs.length === 1);
    expect([...all.runs].sort()).toEqual([first, second, third].sort());
    expect([...ofOne.runs].sort()).toEqual([first, second].sort());
    expect(ofFirst.runs).toEqual([first]);
    expect(elsewhere.notices).toEqual([]);
  });

  it.each(['while others read', 'when nobody else reads'])('go on from any position without a gap, %s', async (how) => {
    const workflow = await api.activeWorkflow({ steps: WAITING });
    const other = how === 'while others read' ? await watching() : null;
    const reader = await watching('', START);
    const runs: string[] = [];
    for (const id of ['c-1', 'c-2', 'c-3', 'c-4']) runs.push(await api.enrolled(workflow, id));
    await told(() => reader.runs.length === 4);
    reader.close();
    runs.push(await api.enrolled(workflow, 'c-5'));
    await api.caughtUp();
    for (const { id } of reader.notices) {
      const after = await watching('', id);
      const expected = new Set(reader.notices.filter((one) => one.id > id).map(({ run }) => run.runId));
      await told(() => after.runs.length === expected.size + 1);
      expect(after.runs).toEqual(expect.arrayContaining([...expected, runs.at(-1)]));
      expect(after.notices.every((notice) => notice.id > id)).toBe(true);
    }
    if (other !== null) await told(() => other.runs.length === 5);
  });

  it.each(['nonsense', 'f'.repeat(16), '0000000000000000', '-1'])('are to be read anew after %s', async (id) => {
    const workflow = await api.activeWorkflow();
    await api.caughtUp();
    const reader = await watching('', id);
    await told(() => reader.notices.length === 1);
    expect(reader.notices[0]).toMatchObject({ type: 'reset', run: {} });
    const run = await api.enrolled(workflow, 'c-1');
    await told(() => reader.runs.includes(run));
  });

  it('end before the service stops, and go on from there in another', async () => {
    const workflow = await api.activeWorkflow({ steps: WAITING });
    const many = await Promise.all(Array.from({ length: 200 }, () => watching()));
    const run = await api.enrolled(workflow, 'c-1');
    await told(() => many.every(({ runs }) => runs.includes(run)));
    const missed = await api.enrolled(workflow, 'c-2');
    await api.app.close();
    await until('the streams have ended', () => many.every(({ ended }) => ended));
    expect(many.every(({ answer }) => answer.complete)).toBe(true);
    await api.test.close();

    const { folder, clock } = api.test;
    api = await TestApi.open(undefined, await TestService.open({}, folder, clock));
    const back = await Promise.all(many.map(({ lastId }) => watching('', lastId)));
    const known = new Map(back.map((reader, i) => [reader, many[i]?.runs ?? []]));
    await told(() => back.every((reader) => [...(known.get(reader) ?? []), ...reader.runs].includes(missed)));
    const next = await api.enrolled(workflow, 'c-3');
    await told(() => back.every(({ runs }) => runs.includes(next)));
    expect(back.flatMap(({ notices }) => notices).filter(({ type }) => type === 'reset')).toEqual([]);
  });

  const NAME = 'x'.repeat(200 * 1024);

  it('leave a reader who takes nothing, and no other', async () => {
    const workflow = await api.activeWorkflow({ steps: WAITING });
    const [reader, sleeper] = [await watching(), await watching()];
    sleeper.answer.pause();
    const runs: string[] = [];
    for (let i = 0; i < 60; i++) {
      runs.push(await api.enrolled(workflow, `c-${i}`, { name: NAME }));
      await told(() => reader.runs.length === runs.length);
    }
    sleeper.answer.resume();
    await until('the sleeper was cut off', () => sleeper.ended);
    expect(sleeper.answer.complete).toBe(false);
    expect(reader.ended).toBe(false);
    expect(sleeper.runs.length).toBeLessThan(runs.length);
    const back = await watching('', sleeper.lastId);
    await told(() => new Set([...sleeper.runs, ...back.runs]).size === runs.length);
    expect(back.notices.every(({ type }) => type === 'run')).toBe(true);
  });

  it('are all told to a reader who comes back after many of them, and takes them slowly', async () => {
    const workflow = await api.activeWorkflow({ steps: WAITING });
    await api.caughtUp();
    const before = await api.test.engine.dependencies.events.head();
    const reader = await watching();
    const ids = Array.from({ length: 60 }, (_, i) => `c-${i}`);
    await Promise.all(ids.map((id) => api.enrolled(workflow, id, { name: NAME })));
    await told(() => reader.runs.length === ids.length || reader.ended);
    const back = await watching('', before);
    back.takeSlowly();
    await told(() => back.runs.length === ids.length || back.ended);
    expect([back.runs.length, back.ended]).toEqual([ids.length, false]);
  });

  it('refuse what they do not know', async () => {
    for (const query of ['?runId=%20', '?workflowId=', '?status=failed', '?minPosition=0'])
      await api.as('viewer').get(`/api/automations/runs/changes${query}`).expect(400);
    await api.as('engine').get('/api/automations/runs/changes').expect(403);
  });
});
