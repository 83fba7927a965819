import { enrollment } from '../../domain/enrollment/enrollment';
import type { ContactEnrolled } from '../../domain/enrollment/events';
import type { RunEvent, RunStarted, StepStarted } from '../../domain/run/events';
import { resumeIgnored, runDecider } from '../../domain/run/run';
import type { RunCommand } from '../../domain/run/run';
import { isBetweenSteps, isEnded, isTakenOverBy, openStep, wasTakenOver } from '../../domain/run/run-state';
import type { RunState } from '../../domain/run/run-state';
import { inTwo } from '../../domain/run/world';
import type { World } from '../../domain/run/world';
import { enrollmentStream, runStream } from '../../domain/streams';
import type { Clock } from '../../kernel/clock';
import { isoTime } from '../../kernel/clock';
import { DomainError, NotFound, messageOf } from '../../kernel/errors';
import type { Log } from '../../kernel/log';
import type { Position } from '../../kernel/message';
import { latest } from '../../kernel/message';
import { isOutage } from '../../ports/availability';
import { engineContext, followUp, inItsChain } from '../../kernel/command-context';
import type { CommandContext } from '../../kernel/command-context';
import { afterSending, recordId, told } from './after-sending';
import { answerOf, errorOf } from './run-answer';
import type { ResumeAnswer, RunAnswer } from './run-answer';
import { isOutcome } from '../sending/sender';
import type { Sender } from '../sending/sender';
import type { Facts } from '../deciding/current-facts';
import { emptyStream, following } from '../deciding/ledger';
import type { Decided, Ledger, Loaded } from '../deciding/ledger';
import type { Suspects } from '../deciding/suspects';
import type { Persistence } from './persistence';

type CommandFor = (state: RunState, world: () => Promise<World>) => RunCommand | Promise<RunCommand>;
/**
 * Drives runs until they wait or end, from their streams alone. A command is answered as soon as its own append is
 * durable; the effects that follow go on behind it, and `settled` waits for them.
 */
export class Runner {
  private readonly drives = new Set<Promise<void>>();
  /** The runs whose open intent is being carried out, from before it is sent until its outcome is recorded. */
  private readonly atHand = new Set<string>();

  constructor(
    private readonly ledger: Ledger,
    private readonly facts: Facts,
    private readonly effects: Sender,
    private readonly persistence: Persistence,
    private readonly suspects: Suspects,
    private readonly clock: Clock,
    private readonly lease: string,
    private readonly log: Log,
  ) {}

  /** At no-stream: a run that is there already stays as it is. `again`: whoever tried before may have ended by it. */
  async start(context: CommandContext, enrolled: ContactEnrolled, again = false): Promise<RunAnswer> {
    const started = { ...enrolled, startedAt: isoTime(this.clock.now()) };
    const command = async (): Promise<RunCommand> => ({
      type: 'StartRun',
      started,
      world: inTwo(await this.facts.world(context.account, enrolled), again),
    });
    const decided = await this.decide(context, enrolled.runId, command, emptyStream(runDecider));
    if (again && decided.events.length > 0) return this.takeOverNow(followUp(context), enrolled.runId, false);
    return answerOf(enrolled.runId, decided);
  }

  /** @throws DomainError `wake_time_not_reached`, `run_paused` */
  async resume(context: CommandContext, runId: string, waitId: string | null, again = false): Promise<ResumeAnswer> {
    let ignored = null as string | null;
    const answer = await this.act(inItsChain(context), runId, async (state, world) => {
      ignored = resumeIgnored(state, waitId);
      return { type: 'ResumeRun', waitId, world: inTwo(await world(), again) };
    });
    if (ignored !== null) return { ...answer, resumed: false, reason: ignored };
    if (answer.status === 'paused') throw new DomainError('run_paused', 'the workflow of this run is paused');
    return { ...(again ? await this.takeOverNow(followUp(context), runId, false) : answer), resumed: true };
  }

  /** The contact can be enrolled again as soon as this answers. @throws DomainError `run_not_active` */
  async cancel(context: CommandContext, runId: string, reason: string | null): Promise<RunAnswer> {
    const cancelled = await this.execute(inItsChain(context), runId, () => ({ type: 'CancelRun', reason }));
    const completed = await this.completeEnrollment(context, cancelled);
    return { ...answerOf(runId, cancelled), position: latest(cancelled.position, completed) };
  }

  pause(context: CommandContext, runId: string): Promise<RunAnswer> {
    return this.act(context, runId, () => ({ type: 'PauseRun' }));
  }

  async unpause(context: CommandContext, runId: string, again = false): Promise<RunAnswer> {
    const answer = await this.act(context, runId, async (_, world) => ({
      type: 'UnpauseRun',
      world: inTwo(await world(), again),
    }));
    return again && answer.status === 'running' ? this.takeOverCarefully(followUp(context), runId, false) : answer;
  }

  /**
   * Goes on with a run whose process is gone; also completes the enrollment of one that has ended. What this process is at
   * itself needs no taking over, however late it is. What was taken over too often is set aside.
   */
  async takeOver(context: CommandContext, runId: string, abandoned: boolean): Promise<void> {
    if (!this.atHand.has(runId)) await this.takeOverCarefully(context, runId, abandoned);
  }

  private async takeOverCarefully(context: CommandContext, runId: string, abandoned: boolean): Promise<RunAnswer> {
    const isSuspect = wasTakenOver(await this.state(context.account, runId));
    return this.suspects.try(isSuspect, () => this.takeOverNow(context, runId, abandoned));
  }

  private async takeOverNow(context: CommandContext, runId: string, abandoned: boolean): Promise<RunAnswer> {
    const taken = await this.decide(context, runId, async (state, world) => {
      const open = openStep(state);
      const honoursKeys = open !== null && this.effects.honoursKeys(open.stepType);
      return { type: 'TakeOverRun', abandoned, honoursKeys, world: await world() };
    });
    const given = taken.events.find((event) => event.type === 'StepFailed' && event.data.error.code === 'engine_error');
    if (given !== undefined) this.log.error('a run was set aside', { runId, ...errorOf(given) });
    if (!isTakenOverBy(taken.state, this.lease)) return answerOf(runId, taken);
    const goOn: CommandFor = async (_, world) => ({ type: 'GoOnWithRun', world: await world() });
    const next = followUp(context);
    const gone = await this.decide(next, runId, goOn, taken);
    const isFurther = gone.events.length > 0 && isBetweenSteps(gone.state);
    return isFurther ? this.takeOverNow(followUp(next), runId, false) : answerOf(runId, gone);
  }

  /** How the run stands in its own stream. */
  async state(account: string, runId: string): Promise<RunState> {
    const loaded = await this.ledger.load(runDecider, runStream(runId));
    return loaded.account === null || loaded.account === account ? loaded.state : runDecider.initialState;
  }

  /** Whose run it is. @throws NotFound */
  async accountOf(runId: string): Promise<string> {
    const { account } = await this.ledger.load(runDecider, runStream(runId));
    if (account === null) throw new NotFound('run');
    return account;
  }

  /** Resolves when nothing is at hand any more: what is being sent is waited for, an event store that is away so long. */
  async stop(patienceMs: number): Promise<void> {
    await this.persistence.end(patienceMs, this.settled());
  }

  /** Resolves when no effect is being sent by this process. */
  async settled(): Promise<void> {
    while (this.drives.size > 0) await Promise.all(this.drives);
  }

  private async act(context: CommandContext, runId: string, commandFor: CommandFor): Promise<RunAnswer> {
    return answerOf(runId, await this.decide(context, runId, commandFor));
  }

  /** What follows goes on behind it. */
  private async decide(
    context: CommandContext,
    runId: string,
    commandFor: CommandFor,
    from?: Loaded<RunState>,
  ): Promise<Decided<RunState, RunEvent>> {
    const decided = await this.execute(context, runId, commandFor, from);
    if (decided.events.length > 0 || isEnded(decided.state)) this.goOn(context.account, decided);
    return decided;
  }

  private execute(
    context: CommandContext,
    runId: string,
    commandFor: CommandFor,
    from?: Loaded<RunState>,
  ): Promise<Decided<RunState, RunEvent>> {
    return this.ledger.execute(
      context,
      runStream(runId),
      runDecider,
      (state) =>
        commandFor(state, () => {
          if (state.status === 'not_started') throw new NotFound('run');
          return this.facts.world(context.account, state.started);
        }),
      from,
    );
  }

  private goOn(account: string, from: Loaded<RunState>): void {
    const drive = this.drive(engineContext(account), from)
      .catch((error: unknown) => {
        if (isOutage(error)) return;
        const runId = from.state.status === 'not_started' ? null : from.state.started.runId;
        this.log.error('a run was left to be taken over', { runId, error: messageOf(error) });
      })
      .finally(() => this.drives.delete(drive));
    this.drives.add(drive);
  }

  /** Effect by effect, as long as the open intent is this process's own to send, and nothing else in it is at it already. */
  private async drive(context: CommandContext, from: Loaded<RunState>): Promise<void> {
    let at = from;
    let takenOver = false;
    while (at.state.status === 'running' && at.state.open?.lease === this.lease) {
      const { started, open } = at.state;
      if (open.unsent === true) return;
      if (this.atHand.has(started.runId)) return;
      this.atHand.add(started.runId);
      try {
        const next = await this.carryOut(context, started, open, at);
        if (next === null) return;
        takenOver = wasTakenOver(at.state);
        at = next;
      } finally {
        this.atHand.delete(started.runId);
      }
    }
    if (takenOver && isBetweenSteps(at.state))
      await this.takeOverNow(engineContext(context.account), at.state.started.runId, false);
    else await this.completeEnrollment(context, at);
  }

  /** From an intent to its outcome in the log, however long that is away. Null when it was another's to record. */
  private async carryOut(
    context: CommandContext,
    run: RunStarted,
    intent: StepStarted,
    at: Loaded<RunState>,
  ): Promise<Loaded<RunState> | null> {
    const sending = { ...context, ...following(at) };
    const performed = await this.persistence.call(() => this.effects.perform(sending, run, intent));
    const cause = { ...sending, commandId: recordId(performed, intent, at.state) };
    const command: CommandFor = async (_, world) => afterSending(performed, intent, at.state, await world());
    let from: Loaded<RunState> | undefined = at;
    try {
      const decided = await this.persistence.call(() => {
        const first = from;
        from = undefined; // whether an append of unknown outcome is there, its stream tells
        return this.execute(cause, run.runId, command, first);
      });
      return decided.events.length > 0 || decided.repeated ? decided : null;
    } catch (error) {
      if (isOutage(error) && isOutcome(performed))
        this.log.error('the outcome of an effect could not be recorded', told(performed, intent));
      throw error;
    }
  }

  private async completeEnrollment(context: CommandContext, at: Loaded<RunState>): Promise<Position> {
    if (!isEnded(at.state)) return '';
    const { enrollmentId, runId } = at.state.started;
    const cause = { ...context, ...following(at), commandId: `${runId}/ended` };
    const command = { type: 'CompleteEnrollment', runId } as const;
    return (await this.ledger.execute(cause, enrollmentStream(enrollmentId), enrollment, () => command)).position;
  }
}
