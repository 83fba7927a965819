import type { RunTotals } from '../../projections/run-totals';
import { projections } from '../../projections/all';
import type { FairTurns } from '../engine/deciding/fair-turns';
import { TIMER_KINDS, dueTimers } from '../engine/due-work/overdue';
import type { DueTimers } from '../engine/due-work/overdue';
import type { ProjectionAdmin, WorkView } from '../engine/projecting/projection-admin';
import type { ReadModels } from '../engine/projecting/read-models';
import type { Clock } from '../kernel/clock';
import { positionToBigInt } from '../kernel/message';
import { isOutage } from '../ports/availability';
import type { Availabilities, Availability } from '../ports/availability';
import type { Meter } from '../ports/meter';
import type { ReadModel } from '../ports/read-store';
import { VERSION } from '../version';

/** Timers that are due are counted up to here of each shard, so that a scrape costs the same whatever has gathered. */
const MOST_DUE = 64;
/** Accounts whose totals are read at once. */
const PAGE = 1_000;

/** What the figures are read from. */
interface Sources {
  readonly availability: Availabilities;
  readonly models: Pick<ReadModels, 'dueWaits' | 'runTotals' | 'progress'>;
  readonly turns: FairTurns;
  readonly projections: Pick<ProjectionAdmin, 'list'>;
  readonly clock: Clock;
}

type Figures = Readonly<Record<string, number>>;

/** The figures that stand somewhere already: they are read when somebody asks, and nothing is counted for it. */
export function tellFigures(meter: Meter, sources: Sources): void {
  for (const [name, kind, label, help, read] of figuresOf(sources)) {
    const readNow = async () => new Map(Object.entries(await unlessAway(read)));
    meter.watch({ name: `runledger_${name}`, help, kind, label, read: readNow });
  }
}

type Figure = readonly [
  name: string,
  kind: 'gauge' | 'counter',
  label: string | null,
  help: string,
  read: () => Figures | Promise<Figures>,
];

const figuresOf = (sources: Sources): readonly Figure[] => [
  ...ofProcess(sources),
  ...ofProjections(sources.models),
  ...ofWork(sources.projections),
  ...ofRuns(sources.models),
  ...ofTimers(sources),
];

function ofProcess({ availability: { events, reads }, turns }: Sources): readonly Figure[] {
  const isUp = ({ awaySince }: Availability): number => (awaySince === null ? 1 : 0);
  const up = (): Figures => ({ events: isUp(events), read_models: isUp(reads) });
  return [
    ['build_info', 'gauge', 'version', 'The version of this process.', () => ({ [VERSION]: 1 })],
    ['store_up', 'gauge', 'store', 'Whether a store is known to answer this process.', up],
    ['turns_waiting', 'gauge', null, 'Decisions that wait for their turn.', () => ({ '': turns.waiting.turns })],
    ['turns_waiting_accounts', 'gauge', null, 'Accounts that wait for a turn.', () => ({ '': turns.waiting.accounts })],
  ];
}

function ofProjections({ progress }: Pick<ReadModels, 'progress'>): readonly Figure[] {
  const each = (figure: (name: string) => number) => (): Figures =>
    Object.fromEntries(projections.map(({ name }) => [name, figure(name)]));
  const hasStopped = (name: string): number =>
    progress.failures.some(({ projection }) => projection === name) ? 1 : 0;
  const lag = (name: string): number => progress.asOf([name]).lagMs / 1_000;
  const stopped = 'Whether it met an event that cannot be folded, and stands still, whoever folds it.';
  return [
    ['projection_lag_seconds', 'gauge', 'projection', 'How far a read model is behind the log.', each(lag)],
    ['projection_stopped', 'gauge', 'projection', stopped, each(hasStopped)],
  ];
}

/** What is done to copies of read models. */
function ofWork(admin: Sources['projections']): readonly Figure[] {
  const all = shared(() => admin.list());
  const each = (figure: (work: WorkView) => boolean) => async (): Promise<Figures> =>
    Object.fromEntries((await all()).map(({ name, rebuild }) => [name, rebuild !== null && figure(rebuild) ? 1 : 0]));
  const underWay = each(({ status }) => status !== 'stopped');
  const stalled = each(({ status }) => status === 'stalled');
  const whileThereIs = (figure: (work: WorkView) => number | null) => async (): Promise<Figures> =>
    Object.fromEntries(
      (await all()).flatMap(({ name, rebuild }) => {
        const value = rebuild === null ? null : figure(rebuild);
        return value === null ? [] : [[name, value] as const];
      }),
    );
  const progress = whileThereIs(({ position, lag }) => {
    const done = Number(positionToBigInt(position)) + 1;
    return done + lag === 0 ? 1 : done / (done + lag);
  });
  const rate = whileThereIs(({ eventsPerSecond }) => eventsPerSecond);
  const isStalled = 'Whether that has made no progress for 30 seconds.';
  const isRate = 'Events a second that are folded into it.';
  return [
    ['projection_rebuilding', 'gauge', 'projection', 'Whether a copy of a read model is being brought up.', underWay],
    ['projection_rebuild_stalled', 'gauge', 'projection', isStalled, stalled],
    ['projection_rebuild_progress_ratio', 'gauge', 'projection', 'How much of the log is in it.', progress],
    ['projection_rebuild_events_per_second', 'gauge', 'projection', isRate, rate],
  ];
}

/** The event loop of the thread that folds, which is told from there; of the main thread Node's own figures tell. */
export function tellProjectorLoop(meter: Meter, loopLagSeconds: () => number | null): void {
  const lag = loopLagSeconds;
  meter.watch({
    name: 'runledger_projector_eventloop_lag_p99_seconds',
    help: 'How late the event loop of the thread that folds is (p99), where this process folds.',
    kind: 'gauge',
    label: null,
    read: () => {
      const seconds = lag();
      return Promise.resolve(new Map(seconds === null ? [] : [['', seconds]]));
    },
  });
}

function ofRuns({ runTotals }: Pick<ReadModels, 'runTotals'>): readonly Figure[] {
  const totals = shared(() => sumOf(runTotals));
  const started = async () => ({ '': (await totals()).started });
  const active = async () => ({ '': activeOf(await totals()) });
  const ended = async () => {
    const { completed, failed, cancelled } = await totals();
    return { completed, failed, cancelled };
  };
  return [
    ['runs_started_total', 'counter', null, 'Runs of the whole service.', started],
    ['runs_ended_total', 'counter', 'status', 'Runs of the whole service that have ended.', ended],
    ['runs_active', 'gauge', null, 'Runs of the whole service that have not ended.', active],
  ];
}

function ofTimers({ models, clock }: Sources): readonly Figure[] {
  const timers = shared(() =>
    Promise.all(TIMER_KINDS.map(async (kind) => [kind, await dueTimers(models, kind, clock, MOST_DUE)] as const)),
  );
  const each = (figure: (due: DueTimers) => number) => async (): Promise<Figures> =>
    Object.fromEntries((await timers()).map(([kind, due]) => [kind, figure(due)]));
  const due = each(({ count }) => count);
  const overdue = each(({ overdueMs }) => overdueMs / 1_000);
  const isDue = `Timers whose time has come and that were not woken yet, of each of 16 shards counted up to ${MOST_DUE}.`;
  return [
    ['timers_due', 'gauge', 'kind', isDue, due],
    ['timers_overdue_seconds', 'gauge', 'kind', 'How long ago the first of them fell due.', overdue],
  ];
}

/** One reading for all who ask while it is under way, as the figures of one scrape do. */
function shared<T>(read: () => Promise<T>): () => Promise<T> {
  let reading: Promise<T> | null = null;
  return () =>
    (reading ??= read().finally(() => {
      reading = null;
    }));
}

type Totals = Omit<RunTotals, 'account'>;

async function sumOf(runTotals: ReadModel<RunTotals>): Promise<Totals> {
  const sum = { started: 0, completed: 0, failed: 0, cancelled: 0 };
  let after: string | null = null;
  do {
    const page: Awaited<ReturnType<typeof runTotals.scan>> = await runTotals.scan(after, PAGE);
    for (const { document } of page)
      for (const field of Object.keys(sum) as (keyof typeof sum)[]) sum[field] += document?.[field] ?? 0;
    after = page.length < PAGE ? null : (page.at(-1)?.key ?? null);
  } while (after !== null);
  return sum;
}

const activeOf = ({ started, completed, failed, cancelled }: Totals): number =>
  started - completed - failed - cancelled;

/** While a store is away there are no figures from it: that it is away is a figure of its own. */
async function unlessAway(read: () => Figures | Promise<Figures>): Promise<Figures> {
  try {
    return await read();
  } catch (error) {
    if (isOutage(error)) return {};
    throw error;
  }
}
