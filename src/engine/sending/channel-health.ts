import { EFFECT_CHANNELS } from '../../domain/effect/effect';
import type { EffectChannelName, EffectOutcome } from '../../domain/effect/effect';
import type { Clock } from '../../kernel/clock';
import { isoTime } from '../../kernel/clock';
import { inParallel } from '../../kernel/in-parallel';
import type { Log } from '../../kernel/log';
import type { Channels } from '../../ports/effect-channel';

/** A channel that does not work as a whole. */
export interface DegradedChannel {
  readonly channel: EffectChannelName;
  /** ISO 8601. */
  readonly since: string;
  /** In words that anybody may read. */
  readonly cause: string;
}

/** How often a channel that does not work is tried, in milliseconds. */
const TRY_AGAIN_MS = 60_000;

/** Which channels do not work: told by what comes of messages, and found out by trying. One line of the log says so, one that it is over. */
export class ChannelHealth {
  private readonly channels: Channels;
  private readonly degraded = new Map<EffectChannelName, DegradedChannel>();
  /** Found to work by trying, after a time when they did not: no message has gone since. */
  private readonly onTrial = new Set<EffectChannelName>();
  /** Trying them goes well and messages do not: only a message that goes says that they work. */
  private readonly beyondTrying = new Set<EffectChannelName>();

  constructor(
    channels: Channels,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {
    this.channels = channels;
  }

  get list(): readonly DegradedChannel[] {
    return [...this.degraded.values()];
  }

  /** What came of a message. That it was refused, without trouble, says nothing of the channel. */
  tell(channel: EffectChannelName, outcome: EffectOutcome): void {
    if (outcome.status === 'completed') {
      this.onTrial.delete(channel);
      this.beyondTrying.delete(channel);
      this.works(channel);
    } else if (outcome.status === 'failed' && outcome.trouble !== undefined) this.trouble(channel, outcome.trouble);
  }

  trouble(channel: EffectChannelName, cause: string): void {
    if (this.degraded.has(channel)) return;
    if (this.onTrial.delete(channel)) this.beyondTrying.add(channel);
    this.degraded.set(channel, { channel, since: isoTime(this.clock.now()), cause });
    this.log.warn('a channel does not work', { channel, cause });
  }

  /** Tries every channel once, and then those that do not work. */
  async watch(signal: AbortSignal): Promise<void> {
    let tried: readonly EffectChannelName[] = EFFECT_CHANNELS;
    while (!signal.aborted) {
      await inParallel(tried, tried.length, (channel) => this.try(channel));
      await this.clock.sleep(TRY_AGAIN_MS, signal);
      tried = [...this.degraded.keys()];
    }
  }

  private async try(channel: EffectChannelName): Promise<void> {
    const cause = await this.channels[channel].check?.();
    if (typeof cause === 'string') this.trouble(channel, cause);
    else if (cause === null && this.degraded.has(channel) && !this.beyondTrying.has(channel)) {
      this.onTrial.add(channel);
      this.works(channel);
    }
  }

  private works(channel: EffectChannelName): void {
    const before = this.degraded.get(channel);
    if (before === undefined) return;
    this.degraded.delete(channel);
    this.log.info('a channel works again', { channel, since: before.since });
  }
}
