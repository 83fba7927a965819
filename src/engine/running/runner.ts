import type { ContactEnrolled } from '../../domain/enrollment/events';
import type { RunEvent } from '../../domain/run/events';
import { resumeIgnored, runDecider } from '../../domain/run/run';
import type { RunCommand } from '../../domain/run/run';
import { isBetweenSteps, isEnded, isTakenOverBy, openStep, wasTakenOver } from '../../domain/run/run-state';
import type { RunState } from '../../domain/run/run-state';
import { inTwo } from '../../domain/run/world';
import { runStream } from '../../domain/streams';
import { DomainError, NotFound } from '../../kernel/errors';
import type { Log } from '../../kernel/log';
import { latest } from '../../kernel/message';
import { followUp, inItsChain } from '../../kernel/command-context';
import type { CommandContext } from '../../kernel/command-context';
import { answerOf, errorOf } from './run-answer';
import type { ResumeAnswer, RunAnswer } from './run-answer';
import { Crowd } from '../sending/crowd';
import type { Sender } from '../sending/sender';
import type { Facts } from '../deciding/current-facts';
import { emptyStream } from '../deciding/ledger';
import type { Decided, Ledger, Loaded } from '../deciding/ledger';
import type { Suspects } from '../deciding/suspects';
import { Drives } from './drives';
import type { Behind } from './drives';
import type { Persistence } from './persistence';
import { RunCommands } from './run-commands';
import type { CommandFor } from './run-commands';
import type { WaitNews } from './wait-news';

/** How a run is woken, all of it optional. */
export interface Waking {
  /** Whoever tried before may have ended by it. */
  readonly again?: boolean;
  /** Its state, if it was read before the moment. */
  readonly ahead?: Loaded<RunState> | undefined;
  /** Resolves when what follows may begin; lacking: at once. */
  readonly behind?: Behind;
}

/**
 * Drives runs until they wait or end, from their streams alone. A command is answered as soon as its own append is
 * durable; the effects that follow go on behind it, and `settled` waits for them.
 */
export class Runner {
  private readonly crowd: Crowd;
  private readonly commands: RunCommands;
  private readonly drives: Drives;

  constructor(
    private readonly ledger: Ledger,
    facts: Facts,
    private readonly effects: Sender,
    private readonly persistence: Persistence,
    private readonly suspects: Suspects,
    private readonly lease: string,
    private readonly log: Log,
    waits: WaitNews,
  ) {
    this.crowd = new Crowd(effects.atOnce);
    this.commands = new RunCommands(ledger, facts, this.crowd, waits);
    this.drives = new Drives(
      ledger,
      this.commands,
      facts.enrollments,
      effects,
      this.crowd,
      persistence,
      lease,
      log,
      (context, runId) => this.takeOverNow(context, runId, false),
    );
  }

  /** At no-stream: a run that is there already stays as it is. `again`: whoever tried before may have ended by it. */
  async start(context: CommandContext, enrolled: ContactEnrolled, again = false): Promise<RunAnswer> {
    const command = async (): Promise<RunCommand> => ({
      type: 'StartRun',
      started: enrolled,
      world: inTwo(await this.commands.world(context.account, enrolled), again),
    });
    const decided = await this.decide(context, enrolled.runId, command, emptyStream(runDecider));
    if (again && decided.events.length > 0) return this.goOn(context, enrolled.runId, decided);
    return answerOf(enrolled.runId, decided);
  }

  /** @throws DomainError `wake_time_not_reached`, `run_paused` */
  async resume(
    context: CommandContext,
    runId: string,
    waitId: string | null,
    { again = false, ahead, behind }: Waking = {},
  ): Promise<ResumeAnswer> {
    let ignored = null as string | null;
    const command: CommandFor = async (state, world) => {
      ignored = resumeIgnored(state, waitId);
      return { type: 'ResumeRun', waitId, world: inTwo(await world(), again) };
    };
    const decided = await this.decide(inItsChain(context), runId, command, ahead, behind);
    const answer = answerOf(runId, decided);
    if (ignored !== null) return { ...answer, resumed: false, reason: ignored };
    if (answer.status === 'paused') throw new DomainError('run_paused', 'the workflow of this run is paused');
    return { ...(again ? await this.goOn(context, runId, decided, behind) : answer), resumed: true };
  }

  /** The contact can be enrolled again as soon as this answers. @throws DomainError `run_not_active` */
  async cancel(context: CommandContext, runId: string, reason: string | null): Promise<RunAnswer> {
    const cancelled = await this.commands.execute(inItsChain(context), runId, () => ({ type: 'CancelRun', reason }));
    const completed = await this.drives.completeEnrollment(context, cancelled);
    return { ...answerOf(runId, cancelled), position: latest(cancelled.position, completed) };
  }

  pause(context: CommandContext, runId: string): Promise<RunAnswer> {
    return this.act(context, runId, () => ({ type: 'PauseRun' }));
  }

  async unpause(context: CommandContext, runId: string, again = false): Promise<RunAnswer> {
    // not in two: whether it was taken over before is looked at first, as one that may end us is tried alone
    const answer = await this.act(context, runId, async (_, world) => ({
      type: 'UnpauseRun',
      world: again ? { ...(await world()), draining: true } : await world(),
    }));
    return again && answer.status === 'running' ? this.takeOverCarefully(followUp(context), runId, false) : answer;
  }

  /**
   * Goes on with a run whose process is gone; also completes the enrollment of one that has ended. What this process is at
   * itself needs no taking over, however late it is. What was taken over too often is set aside.
   */
  async takeOver(context: CommandContext, runId: string, abandoned: boolean): Promise<void> {
    if (!this.drives.isAt(runId)) await this.takeOverCarefully(context, runId, abandoned);
  }

  private async takeOverCarefully(context: CommandContext, runId: string, abandoned: boolean): Promise<RunAnswer> {
    const isSuspect = wasTakenOver(await this.state(context.account, runId));
    return this.suspects.try(isSuspect, () => this.takeOverNow(context, runId, abandoned));
  }

  private async takeOverNow(
    context: CommandContext,
    runId: string,
    abandoned: boolean,
    from?: Loaded<RunState>,
    behind?: Behind,
  ): Promise<RunAnswer> {
    const takeOver: CommandFor = async (state, world) => {
      const open = openStep(state);
      const honoursKeys = open !== null && this.effects.honoursKeys(open.stepType);
      return { type: 'TakeOverRun', abandoned, honoursKeys, world: await world() };
    };
    const taken = await this.decide(context, runId, takeOver, from, behind);
    return this.goOn(context, runId, taken, behind);
  }

  /** With a run that this process has just taken over; of any other it is told how it stands. */
  private async goOn(
    context: CommandContext,
    runId: string,
    taken: Decided<RunState, RunEvent>,
    behind?: Behind,
  ): Promise<RunAnswer> {
    const given = taken.events.find((event) => event.type === 'StepFailed' && event.data.error.code === 'engine_error');
    if (given !== undefined)
      this.log.error('a run was set aside', { runId, correlationId: taken.correlationId, ...errorOf(given) });
    if (!isTakenOverBy(taken.state, this.lease)) return answerOf(runId, taken);
    const goOn: CommandFor = async (_, world) => ({ type: 'GoOnWithRun', world: await world() });
    const next = followUp(context);
    const gone = await this.decide(next, runId, goOn, taken, behind);
    const isFurther = gone.events.length > 0 && isBetweenSteps(gone.state);
    return isFurther ? this.takeOverNow(followUp(next), runId, false, gone, behind) : answerOf(runId, gone);
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
  settled(): Promise<void> {
    return this.drives.settled();
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
    behind?: Behind,
  ): Promise<Decided<RunState, RunEvent>> {
    const leave = this.crowd.join(context.account);
    try {
      const decided = await this.commands.execute(context, runId, commandFor, from);
      if (decided.events.length > 0 || isEnded(decided.state)) this.drives.begin(context.account, decided, behind);
      return decided;
    } finally {
      leave();
    }
  }
}
