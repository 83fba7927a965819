import type { AccountSettings, PerMinute } from '../../domain/account/settings';
import type { EffectOutcome } from '../../domain/effect/effect';
import { quota } from '../../domain/quota/quota';
import type { StepStarted } from '../../domain/run/events';
import type { WaitForRoom } from '../../domain/run/wait-for-room';
import { quotaStream } from '../../domain/streams';
import { localDate } from '../../domain/time/time-zone';
import type { Clock } from '../../kernel/clock';
import { isoTime } from '../../kernel/clock';
import type { CommandContext } from '../../kernel/command-context';
import { DomainError } from '../../kernel/errors';
import { Turns } from '../../kernel/turns';
import type { Ledger } from '../deciding/ledger';

/** An effect whose minute is full, and that waits for the one in which a place is kept for it. */
export interface NoRoomYet extends Pick<WaitForRoom, 'wakeAt' | 'rule'> {
  readonly status: 'no_room_yet';
}

const MINUTE_MS = 60_000;
/** So many minutes ahead a place is looked for. Should all of them be full, it is looked for again when they are over. */
const MOST_AHEAD = 24 * 60;

/**
 * The limits of an account: by channel and minute, by contact and day. Their windows are streams of the log, so that what
 * is taken stays taken across restarts, and whoever takes the last place of a window is alone in it across processes.
 */
export class RateLimits {
  private readonly turns = new Turns();
  /** Of an account's channel, the first minute that was not seen to be full by its limit. */
  private readonly notFull = new Map<string, { readonly limit: number; readonly minute: number }>();

  constructor(
    private readonly ledger: Ledger,
    private readonly clock: Clock,
  ) {}

  /** Takes the places that an effect needs in order to be sent now; null: it has them. */
  async admit(
    context: CommandContext,
    { rateLimits, timezone }: AccountSettings,
    contactId: string,
    { stepType, idempotencyKey }: StepStarted,
  ): Promise<EffectOutcome | NoRoomYet | null> {
    const perMinute = rateLimits[stepType];
    // The shorter window first: what it refuses must not use up the longer one.
    if (
      perMinute !== undefined &&
      !(await this.takesPlaceNow(context, stepType, perMinute.perMinute, idempotencyKey))
    ) {
      if (perMinute.whenFull !== 'wait') return usedUp(perMinute.perMinute);
      return this.takesPlaceLater(context, stepType, perMinute, idempotencyKey);
    }
    const perDay = stepType === 'webhook' ? undefined : rateLimits.perContactPerDay;
    if (perDay === undefined) return null;
    const today = quotaStream(context.account, 'contact', contactId, localDate(this.clock.now(), timezone));
    return (await this.takesPlace(context, today, perDay, idempotencyKey)) ? null : usedUp(perDay);
  }

  /** In the minute that it is when the place is taken: a place in one that went by meanwhile is none. */
  private async takesPlaceNow(
    context: CommandContext,
    channel: StepStarted['stepType'],
    limit: number,
    effectId: string,
  ): Promise<boolean> {
    for (;;) {
      const minute = this.minute();
      const isTaken = await this.takesPlace(context, minuteStream(context, channel, minute), limit, effectId);
      if (minute === this.minute()) return isTaken;
    }
  }

  /** First come, first served: one after another, each in the first minute that has room. */
  private takesPlaceLater(
    context: CommandContext,
    channel: StepStarted['stepType'],
    { perMinute }: PerMinute,
    effectId: string,
  ): Promise<NoRoomYet> {
    const key = `${context.account}/${channel}`;
    return this.turns.take(key, async () => {
      const next = this.minute() + 1;
      const known = this.notFull.get(key);
      let minute = known?.limit === perMinute ? Math.max(next, known.minute) : next;
      while (
        minute < next + MOST_AHEAD &&
        !(await this.takesPlace(context, minuteStream(context, channel, minute), perMinute, effectId))
      )
        minute += 1;
      this.notFull.set(key, { limit: perMinute, minute });
      return { status: 'no_room_yet', wakeAt: minute * MINUTE_MS, rule: `at most ${perMinute} ${channel} a minute` };
    });
  }

  private minute(): number {
    return Math.floor(this.clock.now() / MINUTE_MS);
  }

  /** A place that this effect took before it was taken over, or before it waited, is still its own. */
  private async takesPlace(context: CommandContext, stream: string, limit: number, effectId: string): Promise<boolean> {
    const cause = { ...context, commandId: `${effectId}/quota` };
    for (;;) {
      try {
        const { events, repeated } = await this.ledger.execute(cause, stream, quota, () => ({ effectId, limit }));
        return events.length > 0 || repeated;
      } catch (error) {
        // others keep taking places, of which there are only so many
        if (!(error instanceof DomainError && error.code === 'version_conflict')) throw error;
      }
    }
  }
}

const minuteStream = ({ account }: CommandContext, channel: StepStarted['stepType'], minute: number): string =>
  quotaStream(account, channel, isoTime(minute * MINUTE_MS).slice(0, 16));

const usedUp = (limit: number): EffectOutcome => ({
  status: 'failed',
  error: { code: 'rate_limited', message: `the limit of ${limit} is used up` },
  output: {},
});
