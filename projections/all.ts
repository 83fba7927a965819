import type { DomainEvent } from '../src/domain/events';
import type { Projection } from '../src/kernel/projection';
import { accountSettings } from './account-settings';
import { auditIndex } from './audit-index';
import { contactEvents } from './contact-events';
import { contacts } from './contacts';
import { definitions } from './definitions';
import { dueWaits } from './due-waits';
import { eventTypes } from './event-types';
import { hookCalls } from './hook-calls';
import { hooks } from './hooks';
import { openWork } from './open-work';
import { outbox } from './outbox';
import { overviewStats } from './overview-stats';
import { reminders } from './reminders';
import { runHistory } from './run-history';
import { runTotals } from './run-totals';
import { stepTimeline } from './step-timeline';
import { workflows } from './workflows';

/** Every read model of the service, by the name that queries know it by: the only list of them. */
export const readModels = {
  runHistory,
  stepTimeline,
  overviewStats,
  dueWaits,
  openWork,
  workflows,
  definitions,
  accountSettings,
  contacts,
  contactEvents,
  eventTypes,
  outbox,
  reminders,
  runTotals,
  auditIndex,
  hooks,
  hookCalls,
};

export const projections = Object.values(readModels) as readonly Projection<object, DomainEvent>[];

/**
 * What is kept of runs. Two threads fold a long log, one these and one the others, about half of the work each by the
 * benchmark `fold-anew`; where read models stand in files, these have one of their own, so that neither waits for the other.
 */
const OF_RUNS: ReadonlySet<string> = new Set(
  [runHistory, stepTimeline, runTotals, overviewStats, openWork].map(({ name }) => name),
);
export const isOfRuns = (name: string): boolean => OF_RUNS.has(name);
export const shares = [
  projections.filter(({ name }) => isOfRuns(name)),
  projections.filter(({ name }) => !isOfRuns(name)),
] as const;

/** What the engine finds its work in: never paused, and never answered from an older version. */
const NEEDED: ReadonlySet<string> = new Set([dueWaits.name, openWork.name]);
export const isNeededByEngine = (name: string): boolean => NEEDED.has(name);
