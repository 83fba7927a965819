import fc from 'fast-check';
import { dueWaits } from '../../projections/due-waits';
import { openWork } from '../../projections/open-work';
import { outbox } from '../../projections/outbox';
import { overviewStats } from '../../projections/overview-stats';
import { runHistory } from '../../projections/run-history';
import type { RunHistory, RunStatus } from '../../projections/run-history';
import { stepTimeline } from '../../projections/step-timeline';
import { timelineOf } from '../../projections/timeline';
import { workflows } from '../../projections/workflows';
import type { Recorded } from '../../src/domain/events';
import { everyStep } from '../../src/domain/steps/step';
import { definition } from '../histories/legal-run';
import { histories } from '../histories/run-history';
import { documentsOf } from './folding';

const ENDS: Readonly<Partial<Record<Recorded['type'], RunStatus>>> = {
  RunCompleted: 'completed',
  RunFailed: 'failed',
  RunCancelled: 'cancelled',
};

const given = (rule: (log: readonly Recorded[]) => void): void => {
  fc.assert(fc.property(histories(), rule), { numRuns: 60 });
};

const isActive = (run: RunHistory): boolean => run.finishedAt === null;
const eventsOfRun = (log: readonly Recorded[], runId: string): readonly Recorded[] =>
  log.filter((event) => event.stream === `run-${runId}`);
const count = (log: readonly Recorded[], workflowId: string, type: Recorded['type']): number =>
  log.filter((event) => event.type === type && 'workflowId' in event.data && event.data.workflowId === workflowId)
    .length;

/** The status that a person would read off the events. */
function statusOf(events: readonly Recorded[]): RunStatus | undefined {
  const types = events.map((event) => event.type);
  const end = types.map((type) => ENDS[type]).find((status) => status !== undefined);
  if (end !== undefined) return end;
  if (types.findLast((type) => type === 'RunPaused' || type === 'RunUnpaused') === 'RunPaused') return 'paused';
  const last = types.findLast((type) => type === 'RunStarted' || type === 'RunWaiting' || type === 'RunResumed');
  return last === 'RunWaiting' ? 'waiting' : 'running';
}

describe('the read models of any legal log', () => {
  it('show each run with the status and the revision of its stream', () => {
    given((log) => {
      for (const run of documentsOf(runHistory, log).values()) {
        const events = eventsOfRun(log, run.runId);
        expect(run.status).toBe(statusOf(events));
        expect(run.revision).toBe(events.length - 1);
        expect(run.wakeAt === null).toBe(run.status !== 'waiting');
      }
    });
  });

  it('count as active the runs that have not ended', () => {
    given((log) => {
      const runs = [...documentsOf(runHistory, log).values()];
      for (const workflow of documentsOf(workflows, log).values()) {
        const own = runs.filter((run) => run.workflowId === workflow.workflowId);
        expect(workflow.totalRuns).toBe(own.length);
        expect(workflow.activeRuns).toBe(own.filter(isActive).length);
        expect(workflow.lastRunAt).toBe(
          own
            .map((run) => run.startedAt)
            .toSorted()
            .at(-1) ?? null,
        );
      }
    });
  });

  it('total what happened, the same in the list of workflows and in the overview', () => {
    given((log) => {
      const overview = documentsOf(overviewStats, log);
      for (const { workflowId, totalRuns, completed, failed, cancelled, activeRuns } of documentsOf(
        workflows,
        log,
      ).values()) {
        const counted = {
          totalRuns: count(log, workflowId, 'RunStarted'),
          completed: count(log, workflowId, 'RunCompleted'),
          failed: count(log, workflowId, 'RunFailed'),
          cancelled: count(log, workflowId, 'RunCancelled'),
        };
        expect({ totalRuns, completed, failed, cancelled }).toEqual(counted);
        if (totalRuns > 0) expect(overview.get(workflowId)).toMatchObject({ ...counted, active: activeRuns });
        else expect(overview.get(workflowId)).toBeUndefined();
      }
    });
  });

  it('know of every active run either a timer or open work, and it is in a lane unless the run is paused', () => {
    given((log) => {
      const timers = documentsOf(dueWaits, log);
      const works = documentsOf(openWork, log);
      for (const run of documentsOf(runHistory, log).values()) {
        if (!isActive(run)) continue;
        const found = [timers, works].flatMap((documents) => documents.get(`run/${run.runId}`) ?? []);
        expect(found).toHaveLength(1);
        expect(found[0]?.lane === null).toBe(run.status === 'paused');
      }
    });
  });

  it('keep a run that has ended as open work until its enrollment is completed and its last effect settled', () => {
    given((log) => {
      const timers = documentsOf(dueWaits, log);
      const works = documentsOf(openWork, log);
      const timelines = documentsOf(stepTimeline, log);
      for (const run of documentsOf(runHistory, log).values()) {
        if (isActive(run)) continue;
        const left = log.some((event) => event.type === 'EnrollmentCompleted' && event.data.runId === run.runId);
        const sending = timelines.get(run.runId)?.steps.some(({ status }) => status === 'running') === true;
        expect(timers.has(`run/${run.runId}`)).toBe(false);
        expect(works.get(`run/${run.runId}`)?.kind).toBe(left && !sending ? undefined : 'ended');
      }
    });
  });

  it('have a workflow in the lane exactly while runs of it are not yet paused, or still are', () => {
    given((log) => {
      const runs = [...documentsOf(runHistory, log).values()].filter(isActive);
      const works = documentsOf(openWork, log);
      for (const { workflowId, status } of documentsOf(workflows, log).values()) {
        const todo = runs.filter(
          (run) => run.workflowId === workflowId && (run.status === 'paused') !== (status === 'paused'),
        );
        const lane = works.get(`workflow/${workflowId}`)?.lane ?? null;
        expect(lane !== null).toBe(todo.length > 0);
      }
    });
  });

  it('show in the outbox the effects that went there, and no other', () => {
    given((log) => {
      const went = log.filter((event) => event.type === 'StepCompleted' && event.data.output['via'] === 'outbox');
      const shown = [...documentsOf(outbox, log).values()].filter((effect) => effect.order !== null);
      expect(shown).toHaveLength(went.length);
    });
  });

  it('show every step of the definition once, and nothing pending or waiting once the run has ended', () => {
    given((log) => {
      const timelines = documentsOf(stepTimeline, log);
      const ids = Array.from(everyStep(definition.steps), ({ step }) => step.id);
      for (const run of documentsOf(runHistory, log).values()) {
        const items = timelineOf(definition, timelines.get(run.runId) ?? null, run.status);
        expect(items.map((item) => item.stepId)).toEqual(ids);
        const statuses = new Set(items.map((item) => item.status));
        if (isActive(run)) continue;
        expect(statuses).not.toContain('pending');
        expect(statuses).not.toContain('waiting');
        if (run.status !== 'cancelled')
          expect(items.filter((item) => item.status === 'failed')).toHaveLength(run.failedSteps);
      }
    });
  });
});
