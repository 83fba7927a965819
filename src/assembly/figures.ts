import type { RunTotals } from '../../projections/run-totals';
import { projections } from '../../projections/all';
import type { FairTurns } from '../engine/deciding/fair-turns';
import { TIMER_KINDS, dueTimers } from '../engine/due-work/overdue';
import type { DueTimers } from '../engine/due-work/overdue';
import type { ProjectionAdmin, WorkView } from '../engine/projecting/projection-admin';
import type { ReadModels } from '../engine/projecting/read-models';
import type { Clock } from '../kernel/clock';
import { isOutage } from '../ports/availability';
import type { Availabilities, Availability } from '../ports/availability';
import type { Meter } from '../ports/meter';
import type { ReadModel } from '../ports/read-store';
import { VERSION } from '../version';

/** Timers that are due are counted up to here: whoever has more has a problem of another kind. */
const MOST_DUE = 1_000;
/** Accounts whose totals are read at once. */
const PAGE = 1_000;

/** What the figures are read from. */
interface Sources {
  readonly availability: Availabilities;
  readonly models: ReadModels;
  readonly projections: ProjectionAdmin;
  readonly turns: FairTurns;
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

function ofProjections({ progress }: ReadModels): readonly Figure[] {
  const each = (figure: (name: string) => number) => (): Figures =>
    Object.fromEntries(projections.map(({ name }) => [name, figure(name)]));
  const hasStopped = (name: string): number =>
    progress.failures.some(({ projection }) => projection === name) ? 1 : 0;
  const lag = (name: string): number => progress.asOf([name]).lagMs / 1_000;
  const stopped = 'Whether this process folds it and met an event that it cannot fold.';
  return [
    ['projection_lag_seconds', 'gauge', 'projection', 'How far a read model is behind the log.', each(lag)],
    ['projection_stopped', 'gauge', 'projection', stopped, each(hasStopped)],
  ];
}

/** What is done to copies of read models. */
function ofWork(admin: ProjectionAdmin): readonly Figure[] {
  const all = shared(() => admin.list());
  const each = (figure: (work: WorkView) => boolean) => async (): Promise<Figures> =>
    Object.fromEntries((await all()).map(({ name, rebuild }) => [name, rebuild !== null && figure(rebuild) ? 1 : 0]));
  const underWay = each(({ status }) => status !== 'stopped');
  const stalled = each(({ status }) => status === 'stalled');
  const isStalled = 'Whether that has made no progress for 30 seconds.';
  return [
    ['projection_rebuilding', 'gauge', 'projection', 'Whether a copy of a read model is being brought up.', underWay],
    ['projection_rebuild_stalled', 'gauge', 'projection', isStalled, stalled],
  ];
}

function ofRuns({ runTotals }: ReadModels): readonly Figure[] {
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

function ofTimers({ models: { dueWaits }, clock }: Sources): readonly Figure[] {
  const each = (limit: number, figure: (due: DueTimers) => number) => async (): Promise<Figures> => {
    const due = TIMER_KINDS.map(async (kind) => [kind, figure(await dueTimers(dueWaits, kind, clock, limit))] as const);
    return Object.fromEntries(await Promise.all(due));
  };
  const due = each(MOST_DUE, ({ count }) => count);
  const overdue = each(1, ({ overdueMs }) => overdueMs / 1_000);
  const isDue = `Timers whose time has come and that were not woken yet, counted up to ${MOST_DUE}.`;
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
