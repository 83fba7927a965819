import type { DueWait } from '../../../projections/due-waits';
import type { OpenWork } from '../../../projections/open-work';
import { SHARDS } from '../../../projections/shard';
import { enrollmentStream, runStream, workflowStream } from '../../domain/streams';
import type { Clock } from '../../kernel/clock';
import { isoTime } from '../../kernel/clock';
import { START, latest } from '../../kernel/message';
import type { Position } from '../../kernel/message';
import { isOutage } from '../../ports/availability';
import type { ReadModel, Stored } from '../../ports/read-store';
import { Backoff } from './backoff';
import { engineContext } from '../../kernel/command-context';
import type { Enroller } from '../enrolling/enroller';
import type { FanOut } from '../enrolling/fan-out';
import { behind, findDue, findDueNow } from './due-work';
import type { HeldShards } from './due-work';
import type { WorkLog } from './work-log';
import { inParallel } from '../../kernel/in-parallel';
import type { ProjectionProgress } from '../projecting/projection-progress';
import type { ReadModels } from '../projecting/read-models';
import type { Runner } from '../running/runner';

const PAGE = 200;
const WIDTH = 16;
const POLL_MS = 500;
const CATCH_UP_MS = 5_000;

/**
 * Finishes what a process began and did not finish: a fan-out, an enrolling, an open intent, an ended run whose
 * enrollment is still active, and the runs of a workflow that was paused or activated again. The log itself is the list
 * of what is unfinished, folded into the read model open-work; a document goes when the events say that it is done, so
 * nothing is lost by a crash at any moment and finishing twice is harmless.
 */
export class Recovery {
  private readonly openWork: ReadModel<OpenWork>;
  private readonly dueWaits: ReadModel<DueWait>;
  private readonly progress: ProjectionProgress;
  private readonly backoff: Backoff;
  /** The shards in which processes before this one may have left something that was not looked at yet. */
  private readonly withAbandoned: Set<string>;

  constructor(
    { openWork, dueWaits, progress }: Pick<ReadModels, 'openWork' | 'dueWaits' | 'progress'>,
    private readonly runner: Runner,
    private readonly enroller: Enroller,
    private readonly fanOut: FanOut,
    private readonly clock: Clock,
    private readonly log: WorkLog,
    /** Begun up to here by processes that are known to be gone: one that is alone takes it over at once. START: nothing. */
    private readonly abandonedUpTo: Position,
    private readonly shards: HeldShards,
  ) {
    this.openWork = openWork;
    this.dueWaits = dueWaits;
    this.progress = progress;
    this.backoff = new Backoff(clock);
    this.withAbandoned = new Set(abandonedUpTo === START ? [] : SHARDS);
  }

  /** Passes until the signal is aborted. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.guarded(() => this.takeOverAbandoned());
      await this.guarded(() => this.finishDue());
      await this.clock.sleep(POLL_MS, signal);
    }
  }

  /**
   * Everything that processes before this one left open, due or not: of each shard once, when it is this process's and the
   * read model has got there.
   */
  async takeOverAbandoned(): Promise<void> {
    const shards = this.shards.held().filter((shard) => this.withAbandoned.has(shard));
    const { position } = this.progress.asOf([this.openWork.shape.name]);
    if (shards.length === 0 || position < this.abandonedUpTo) return;
    let from: string | undefined;
    let isDone = true;
    for (;;) {
      const range = { limit: PAGE, ...(from === undefined ? {} : { from }) };
      const page = await findDue(this.openWork, shards, 'open', { account: null, ...range });
      const abandoned = page.filter(({ key, position }) => position <= this.abandonedUpTo && this.backoff.mayTry(key));
      isDone = (await this.finish(abandoned)) && isDone;
      const last = page.at(-1);
      if (last === undefined || page.length < PAGE) break;
      from = behind(last.document.order);
    }
    if (isDone) for (const shard of shards) this.withAbandoned.delete(shard);
  }

  /** What is past its time. */
  async finishDue(): Promise<void> {
    const before = isoTime(this.clock.now() + 1);
    const range = { account: null, before, limit: PAGE };
    const mayTry = ({ key }: { readonly key: string }): boolean => this.backoff.mayTry(key);
    await this.finish(await findDueNow(this.openWork, this.shards.held(), 'open', range, mayTry));
  }

  /** @returns whether no store was away meanwhile */
  private async finish(works: readonly Stored<OpenWork>[]): Promise<boolean> {
    let isDone = true;
    await inParallel(works, WIDTH, async ({ key, document, position }) => {
      try {
        await this.finishOne(document, position <= this.abandonedUpTo);
        this.backoff.succeeded(key);
      } catch (error) {
        const tries = this.backoff.failed(key);
        if (isOutage(error)) isDone = false;
        const about = { work: document.kind, key, tries };
        await this.log.work('unfinished work failed again', streamOf(document), about, error);
      }
    });
    return isDone;
  }

  private async finishOne(work: OpenWork, abandoned: boolean): Promise<void> {
    const context = engineContext(work.account);
    switch (work.kind) {
      case 'fan_out':
        return this.fanOut.finish(context, work.stream);
      case 'enrolling':
        return this.enroller.finish(context, work.enrollmentId, work.runId);
      case 'running':
      case 'step':
      case 'ended':
        await this.runner.takeOver(context, work.runId, abandoned);
        return;
      case 'pausing':
        return this.moveRuns(work, 'waiting', 'active', async (runId) => {
          const { status, position } = await this.runner.pause(engineContext(work.account), runId);
          return { moved: status === 'paused', position };
        });
      case 'unpausing':
        return this.moveRuns(work, 'paused', 'paused', async (runId) => {
          const { status, position } = await this.runner.unpause(engineContext(work.account), runId, abandoned);
          return { moved: status !== 'paused', position };
        });
    }
  }

  /**
   * Page by page until none is left; whoever starts meanwhile is counted by open-work, which brings us back. One that fails
   * holds up no other.
   * @throws what the first of those that failed did, once the others are moved
   */
  private async moveRuns(
    { workflowId }: { readonly workflowId: string },
    atWait: 'waiting' | 'paused',
    atStep: 'active' | 'paused',
    move: (runId: string) => Promise<{ readonly moved: boolean; readonly position: Position }>,
  ): Promise<void> {
    const failed = new Map<string, unknown>();
    let moved: number;
    let known: number;
    do {
      known = failed.size;
      const limit = PAGE + known; // they are among those that are found again
      const waits = await this.dueWaits.find({ index: 'byWorkflow', equals: [workflowId, atWait], limit });
      const steps = await this.openWork.find({ index: 'byWorkflow', equals: [workflowId, atStep], limit });
      const runIds = [...waits, ...steps].flatMap(({ document }) => ('runId' in document ? [document.runId] : []));
      const untried = runIds.filter((runId) => !failed.has(runId));
      let furthest = START;
      moved = 0;
      await inParallel(untried, WIDTH, async (runId) => {
        try {
          const answer = await move(runId);
          furthest = latest(furthest, answer.position);
          if (answer.moved) moved += 1;
        } catch (error) {
          if (isOutage(error)) throw error;
          failed.set(runId, error);
          const about = { workflowId, runId };
          await this.log.work('a run could not follow its workflow', runStream(runId), about, error);
        }
      });
      await this.progress.reached([this.dueWaits.shape.name, this.openWork.shape.name], furthest, CATCH_UP_MS);
    } while (moved + failed.size - known >= PAGE);
    for (const error of failed.values()) throw error;
  }

  private async guarded(pass: () => Promise<void>): Promise<void> {
    try {
      await pass();
    } catch (error) {
      this.log.pass('a pass over unfinished work failed', error);
    }
  }
}

/** Where the request stands that the work belongs to. */
function streamOf(work: OpenWork): string {
  switch (work.kind) {
    case 'fan_out':
      return work.stream;
    case 'enrolling':
      return enrollmentStream(work.enrollmentId);
    case 'running':
    case 'step':
    case 'ended':
      return runStream(work.runId);
    case 'pausing':
    case 'unpausing':
      return workflowStream(work.workflowId);
  }
}
