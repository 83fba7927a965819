import { enrollment } from '../../domain/enrollment/enrollment';
import type { EnrollmentState } from '../../domain/enrollment/enrollment';
import type { RunStarted, StepStarted } from '../../domain/run/events';
import { isBetweenSteps, isEnded, wasTakenOver } from '../../domain/run/run-state';
import type { OpenStep, RunState, Running } from '../../domain/run/run-state';
import { enrollmentStream } from '../../domain/streams';
import type { AtHand } from '../../kernel/at-hand';
import { engineContext } from '../../kernel/command-context';
import type { CommandContext } from '../../kernel/command-context';
import { messageOf } from '../../kernel/errors';
import type { Log } from '../../kernel/log';
import { merged } from '../../kernel/merged';
import type { Position } from '../../kernel/message';
import { isOutage } from '../../ports/availability';
import type { Facts } from '../deciding/current-facts';
import { following } from '../deciding/ledger';
import type { Ledger, Loaded } from '../deciding/ledger';
import type { Crowd } from '../sending/crowd';
import { isOutcome } from '../sending/sender';
import type { Performed, Sender } from '../sending/sender';
import { afterSending, recordId, told } from './after-sending';
import type { Persistence } from './persistence';
import type { CommandFor, RunCommands } from './run-commands';

/** Resolves when what follows from a command may begin. */
export type Behind = () => Promise<void>;

const AT_ONCE: Behind = () => Promise.resolve();

/** What goes on with runs behind the answers to commands: effect by effect, until they wait or end. */
export class Drives {
  private underWay = 0;
  /** Those who wait until nothing is. */
  private readonly settling: (() => void)[] = [];
  /** The runs whose open intent is being carried out, from before it is sent until its outcome is recorded. */
  private readonly atHand = new Set<string>();

  constructor(
    private readonly ledger: Ledger,
    private readonly commands: RunCommands,
    private readonly enrollments: Facts['enrollments'],
    private readonly effects: Sender,
    private readonly crowd: Crowd,
    private readonly persistence: Persistence,
    private readonly lease: string,
    private readonly log: Log,
    /** Goes on with a run that was taken over and came further. */
    private readonly goOn: (context: CommandContext, runId: string) => Promise<unknown>,
  ) {}

  /** What fails is left to be taken over. */
  begin(account: string, from: Loaded<RunState>, behind: Behind = AT_ONCE): void {
    this.underWay++;
    const leave = this.crowd.join(account);
    void this.drive(engineContext(account), from, behind)
      .catch((error: unknown) => {
        if (isOutage(error)) return;
        const runId = from.state.status === 'not_started' ? null : from.state.started.runId;
        const { correlationId } = from;
        this.log.error('a run was left to be taken over', { runId, correlationId, error: messageOf(error) });
      })
      .finally(() => {
        leave();
        this.underWay--;
        if (this.underWay === 0) for (const settled of this.settling.splice(0)) settled();
      });
  }

  /** Whether this process is at the run's open intent itself. */
  isAt(runId: string): boolean {
    return this.atHand.has(runId);
  }

  /** Resolves when nothing is under way. */
  settled(): Promise<void> {
    if (this.underWay === 0) return Promise.resolve();
    return new Promise((settled) => this.settling.push(settled));
  }

  /** As long as the open intent is this process's own to send, and nothing else in it is at it already. */
  private async drive(context: CommandContext, from: Loaded<RunState>, behind: Behind): Promise<void> {
    let begins = behind;
    let at = from;
    let takenOver = false;
    while (at.state.status === 'running' && at.state.open?.lease === this.lease) {
      const { started, open } = at.state;
      if (open.unsent === true && this.effects.hasDrained) return;
      if (this.atHand.has(started.runId)) return;
      this.atHand.add(started.runId);
      try {
        await begins();
        begins = AT_ONCE;
        const next = await this.carryOut(context, started, open, at);
        if (next === null) return;
        takenOver = wasTakenOver(at.state);
        at = next;
      } finally {
        this.atHand.delete(started.runId);
      }
    }
    if (takenOver && isBetweenSteps(at.state)) {
      await this.goOn(engineContext(context.account), at.state.started.runId);
    } else if (isEnded(at.state)) {
      await begins();
      await this.completeEnrollment(context, at);
    }
  }

  /** From an intent to its outcome in the log, however long that is away. Null when it was another's to record. */
  private async carryOut(
    context: CommandContext,
    run: RunStarted,
    made: StepStarted,
    from: Loaded<RunState>,
  ): Promise<Loaded<RunState> | null> {
    let [at, intent] = [from, made];
    const begin = async (): Promise<StepStarted | null> => {
      const begun = await this.beginSending(context, intent, at);
      if (begun !== null) [at, intent] = [begun, begun.state.open];
      return begun === null ? null : intent;
    };
    const sending = merged(context, following(from));
    const performed = await this.persistence.call(() => this.effects.perform(sending, run, intent, begin));
    return this.record(context, performed, intent, at);
  }

  /** Null when the intent is not this process's to send any more. */
  private async beginSending(
    context: CommandContext,
    intent: StepStarted,
    at: Loaded<RunState>,
  ): Promise<Loaded<Sending> | null> {
    const commandId = `${intent.idempotencyKey}/sending-${at.revision}`;
    const cause = merged(context, { ...following(at), commandId });
    const command: CommandFor = async (_, world) => ({ type: 'BeginSending', intent, world: await world() });
    const begun = await this.commands.execute(cause, intent.runId, command, at);
    return isSending(begun, this.lease) ? begun : null;
  }

  private async record(
    context: CommandContext,
    performed: Performed,
    intent: StepStarted,
    at: Loaded<RunState>,
  ): Promise<Loaded<RunState> | null> {
    const cause = merged(context, { ...following(at), commandId: recordId(performed, intent, at.state) });
    const command: CommandFor = async (_, world) => afterSending(performed, intent, at.state, await world());
    let from: Loaded<RunState> | undefined = at;
    try {
      const decided = await this.persistence.call(() => {
        const first = from;
        from = undefined; // whether an append of unknown outcome is there, its stream tells
        return this.commands.execute(cause, intent.runId, command, first);
      });
      return decided.events.length > 0 || decided.repeated ? decided : null;
    } catch (error) {
      if (isOutage(error) && isOutcome(performed))
        this.log.error('the outcome of an effect could not be recorded', {
          ...told(performed, intent),
          correlationId: at.correlationId,
        });
      throw error;
    }
  }

  /** The contact can be enrolled again once this answers; of a run that has not ended nothing is done. */
  async completeEnrollment(context: CommandContext, at: Loaded<RunState>): Promise<Position> {
    if (!isEnded(at.state)) return '';
    const { enrollmentId, runId } = at.state.started;
    const cause = merged(context, { commandId: `${runId}/ended`, ...following(at) });
    const command = { type: 'CompleteEnrollment', runId } as const;
    const stream = enrollmentStream(enrollmentId);
    const latest = (): AtHand<Loaded<EnrollmentState>> => this.enrollments.get(stream);
    const from = this.enrollments.lately(stream) ?? latest;
    const completed = await this.ledger.execute(cause, stream, enrollment, () => command, from);
    this.enrollments.keep(stream, completed);
    return completed.position;
  }
}

/** A run whose intent may have been sent. */
type Sending = Running & { readonly open: OpenStep };

const isSending = (at: Loaded<RunState>, lease: string): at is Loaded<Sending> =>
  at.state.status === 'running' && at.state.open?.lease === lease && at.state.open.unsent === undefined;
