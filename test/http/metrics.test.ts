import { readFileSync } from 'node:fs';
import path from 'node:path';
import { readModels } from '../../projections/all';
import { PrometheusMeter } from '../../src/adapters/prometheus/prometheus-meter';
import { tellFigures, tellProjectorLoop } from '../../src/assembly/figures';
import { firstCopies } from '../../src/engine/projecting/copies';
import { beginRebuild } from '../../src/engine/projecting/copy-changes';
import { isoTime } from '../../src/kernel/clock';
import type { Find, ReadModel } from '../../src/ports/read-store';
import { FAILING_WITHOUT_NICKNAME, GLOBEX, TestApi, WAITING } from './test-api';

const TOKEN = 'metrics-token-of-tests';
const DAY_MS = 86_400_000;

let api: TestApi;

beforeEach(async () => {
  api = await TestApi.open({ METRICS_TOKEN: TOKEN });
});
afterEach(() => api.close());

async function scraped(): Promise<string> {
  const { text, headers } = await api.bearer(TOKEN).get('/metrics').expect(200);
  expect(headers['content-type']).toMatch(/^text\/plain; version=0\.0\.4/);
  return text;
}

/** The value of a series, by its name with its labels as they are written. */
const valueOf = (text: string, series: string): number => {
  const line = text.split('\n').find((one) => one.startsWith(`${series} `));
  if (line === undefined) throw new Error(`${series} is not among the figures`);
  return Number(line.slice(series.length + 1));
};

const partsOf = (name: string, type = ''): readonly string[] =>
  type === 'histogram' ? ['bucket', 'count', 'sum'].map((part) => `${name}_${part}`) : [];

describe('the metrics', () => {
  it('are for admins, and for whoever has the token, which opens nothing else', async () => {
    await api.anonymous.get('/metrics').expect(401);
    await api.bearer('not-the-token-of-tests').get('/metrics').expect(401);
    for (const role of ['owner', 'manager', 'viewer', 'auditor'] as const)
      await api.as(role).get('/metrics').expect(403);
    await api.as('admin').get('/metrics').expect(200);
    for (const path of ['/api/automations/runs', '/api/automations/settings'])
      await api.bearer(TOKEN).get(path).expect(403);
  });

  it('tell of runs, effects, timers and appends, of all accounts together', async () => {
    const [waiting, failing] = [
      await api.activeWorkflow({ steps: WAITING }),
      await api.activeWorkflow({ steps: FAILING_WITHOUT_NICKNAME }),
    ];
    await api.enrolled(waiting, 'c-1');
    await api.enrolled(await api.activeWorkflow({}, GLOBEX), 'c-1', {}, GLOBEX);
    await api.enrolled(failing, 'c-2');
    await api.caughtUp();
    const before = await scraped();
    expect(valueOf(before, 'runledger_runs_started_total')).toBe(3);
    expect(valueOf(before, 'runledger_runs_active')).toBe(1);
    expect(valueOf(before, 'runledger_runs_ended_total{status="completed"}')).toBe(1);
    expect(valueOf(before, 'runledger_runs_ended_total{status="failed"}')).toBe(1);
    expect(valueOf(before, 'runledger_effects_total{channel="sms",outcome="completed"}')).toBe(1);
    expect(valueOf(before, 'runledger_append_duration_seconds_count{outcome="stored"}')).toBeGreaterThan(5);
    expect(valueOf(before, 'runledger_store_up{store="events"}')).toBe(1);

    api.clock.advance(DAY_MS);
    const late = await scraped();
    expect(valueOf(late, 'runledger_timers_due{kind="wait"}')).toBe(1);
    expect(valueOf(late, 'runledger_timers_overdue_seconds{kind="wait"}')).toBe((DAY_MS - 3_600_000) / 1_000);
    await api.test.engine.scheduler.resumeDue(null, 10);
    await api.caughtUp();
    const after = await scraped();
    expect(valueOf(after, 'runledger_timers_due{kind="wait"}')).toBe(0);
    expect(valueOf(after, 'runledger_timer_lateness_seconds_count{kind="wait"}')).toBe(1);
    expect(valueOf(after, 'runledger_runs_active')).toBe(0);
  });

  it('are numbers, also of an event loop that did not turn between two scrapes', async () => {
    const meter = new PrometheusMeter(true);
    for (let scrape = 0; scrape < 3; scrape++) {
      const { text } = await meter.exposition();
      expect(text).not.toMatch(/ (?:NaN|[+-]?Inf)$/m);
      for (const figure of ['min', 'max', 'mean', 'stddev', 'p50', 'p90', 'p99']) {
        const seconds = valueOf(text, `nodejs_eventloop_lag_${figure}_seconds`);
        expect([figure, seconds >= 0 && seconds < 3_600]).toEqual([figure, true]);
      }
    }
  });

  it('name no account, contact, workflow or run', async () => {
    const workflow = await api.activeWorkflow({ steps: WAITING });
    const run = await api.enrolled(workflow, 'contact-of-a-secret');
    await api.caughtUp();
    const text = await scraped();
    for (const secret of ['acme', 'contact-of-a-secret', workflow, run, 'Ana', '+34600000000'])
      expect(text).not.toContain(secret);
  });

  it('tell how far a copy is that is built, and whether it moves', async () => {
    await api.activeWorkflow();
    await api.caughtUp();
    const { reads } = api.test.engine.dependencies;
    const revision = (await reads.records()).get('copies/outbox')?.revision ?? 0;
    const newer = { ...readModels.outbox, version: 99 };
    const begun = isoTime(api.clock.now() - DAY_MS);
    expect(valueOf(await scraped(), 'runledger_projection_rebuild_stalled{projection="outbox"}')).toBe(0);
    await reads.replaceRecord('copies/outbox', revision, beginRebuild(firstCopies(readModels.outbox), newer, begun));
    const text = await scraped();
    expect(valueOf(text, 'runledger_projection_rebuild_stalled{projection="outbox"}')).toBe(1);
    expect(valueOf(text, 'runledger_projection_rebuild_progress_ratio{projection="outbox"}')).toBe(0);
  });

  it('cost the same however many runs and overdue timers there are', async () => {
    const { engine, clock } = api.test;
    const { dueWaits, runTotals } = engine.models;
    let [calls, documents] = [0, 0];
    const counted = <Doc extends object>(model: ReadModel<Doc>): ReadModel<Doc> =>
      Object.assign(Object.create(model) as ReadModel<Doc>, {
        find: async (query: Find) => counting(await model.find(query)),
        scan: async (after: string | null, limit: number) => counting(await model.scan(after, limit)),
        count: () => Promise.reject(new Error('documents are counted at a scrape')),
      });
    const counting = <T>(found: readonly T[]): readonly T[] => {
      [calls, documents] = [calls + 1, documents + found.length];
      return found;
    };
    const meter = new PrometheusMeter(false);
    const models = { dueWaits: counted(dueWaits), runTotals: counted(runTotals), progress: engine.models.progress };
    const { availability } = engine.dependencies;
    tellFigures(meter, { availability, models, turns: engine.turns, projections: engine.projections, clock });
    const costOf = async () => {
      await api.caughtUp();
      [calls, documents] = [0, 0];
      await meter.exposition();
      return { calls, documents };
    };
    const workflow = await api.activeWorkflow({ steps: WAITING });
    await api.enrolled(workflow, 'c-0');
    const few = await costOf();
    for (let i = 1; i <= 60; i++) await api.enrolled(workflow, `c-${i}`);
    expect(await costOf()).toEqual(few);
    clock.advance(DAY_MS);
    const overdue = await costOf();
    expect(overdue).toEqual({ calls: few.calls, documents: few.documents + 61 }); // of each of 16 shards 64 at most
  });

  it('are named as Prometheus names them: what is counted ends in _total, and nothing else; each says what it is', async () => {
    const text = `${await scraped()}\n${(await new PrometheusMeter(true).exposition()).text}`;
    const typed = [...text.matchAll(/^# TYPE (\w+) (\w+)$/gm)].map(([, name = '', type]) => ({ name, type }));
    expect(typed.length).toBeGreaterThan(40);
    expect(typed.filter(({ name, type }) => (type === 'counter') !== name.endsWith('_total'))).toEqual([]);
    expect(typed.filter(({ name }) => !new RegExp(`^# HELP ${name} \\S`, 'm').test(text))).toEqual([]);
    expect(typed.filter(({ name }) => /_(ms|millis\w*|minutes|hours|kb|mb|percent)(_|$)/.test(name))).toEqual([]);
  });

  it('have every name that the dashboard and the alerts use', async () => {
    const monitoring = ['alerts.yaml', 'grafana-dashboard.json'].map((file) =>
      readFileSync(path.join(process.cwd(), 'docker/monitoring', file), 'utf8'),
    );
    const used = new Set(monitoring.join('\n').match(/\b(?:runledger|nodejs|process)_[a-z0-9_]*[a-z0-9]\b/g));
    await api.enrolled(await api.activeWorkflow(), 'c-1');
    await api.caughtUp();
    const meter = new PrometheusMeter(true);
    tellProjectorLoop(meter, () => 0.001);
    const text = `${await scraped()}\n${(await meter.exposition()).text}`;
    const told = new Set(
      [...text.matchAll(/^# TYPE (\w+) (\w+)$/gm)].flatMap(([, name = '', type]) => [name, ...partsOf(name, type)]),
    );
    expect(used.size).toBeGreaterThan(12);
    expect([...used].filter((name) => !told.has(name))).toEqual([]);
  });
});

describe('readiness', () => {
  const asRole = (roles: string) =>
    TestApi.open({ ROLES: roles, EVENTSTORE_URL: 'esdb://here', MONGODB_URL: 'mongodb://here' });

  it.each([
    ['api', true, 200],
    ['api,engine', true, 200],
    ['api,projector', true, 503],
    ['api,projector', false, 200],
  ] as const)('of a process that is %s, and folds itself: %s, answers %i where a projection stopped', async (...of) => {
    const [roles, isFoldedHere, status] = of;
    const other = await asRole(roles);
    try {
      await other.activeWorkflow({ steps: WAITING });
      await other.caughtUp();
      const failure = { stream: 'run-1', revision: 2, position: '0', type: 'RunStarted', at: '', error: 'it is odd' };
      Object.assign(other.test.engine.dependencies.progress, {
        isFoldedHere,
        failures: [{ projection: 'runs', ...failure }],
      });
      const answer = await other.anonymous.get('/health/ready').expect(status);
      expect(answer.body).toMatchObject({
        status: status === 200 ? 'degraded' : 503,
        reasons: ['runs has stopped at revision 2 of run-1 (position 0)'],
      });
    } finally {
      await other.close();
    }
  });

  it.each([
    ['api', 200, 'degraded'],
    ['api,projector', 200, 'degraded'],
    ['api,engine', 503, 503],
    ['api,engine,projector', 503, 503],
  ] as const)('of a process that is %s answers %i where a timer is overdue', async (roles, status, said) => {
    const other = await asRole(roles);
    try {
      await other.enrolled(await other.activeWorkflow({ steps: WAITING }), 'c-1');
      await other.caughtUp();
      await other.anonymous.get('/health/ready').expect(200);
      other.clock.advance(3_600_000 + 60_000);
      await other.anonymous.get('/health/ready').expect(200, /"status":"ok"/);
      other.clock.advance(1_000);
      const answer = await other.anonymous.get('/health/ready').expect(status);
      expect(answer.body).toMatchObject({ status: said, reasons: ['a wait is 61 s overdue'] });
    } finally {
      await other.close();
    }
  });
});
