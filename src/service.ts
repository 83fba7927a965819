import type { HeldShards } from './engine/due-lanes';
import { Effects } from './engine/effects';
import { Enroller } from './engine/enrolling';
import { EventCodec } from './engine/event-codec';
import { Facts } from './engine/facts';
import { FanOut } from './engine/fan-out';
import { IdempotentCommands } from './engine/idempotent';
import { Ledger } from './engine/load-decide-append';
import type { ProjectionProgress } from './engine/projection-progress';
import { Reactions } from './engine/reactions';
import { ReadModels } from './engine/read-models';
import { Reminders } from './engine/reminders';
import { Runner } from './engine/runner';
import { Scheduler } from './engine/scheduler';
import type { Clock } from './kernel/clock';
import { newId } from './kernel/ids';
import type { Log } from './kernel/log';
import type { Position } from './kernel/message';
import type { Channels } from './ports/channels';
import type { EventStore } from './ports/event-store';
import type { ReadStore } from './ports/read-store';

/** What the service stands on. */
export interface Ground {
  readonly events: EventStore;
  readonly reads: ReadStore;
  readonly progress: ProjectionProgress;
  readonly clock: Clock;
  readonly log: Log;
  readonly channels: Channels;
  /** Which of the due work this process does. */
  readonly shards: HeldShards;
  /** What was begun up to here belongs to processes that are known to be gone. */
  readonly abandonedUpTo: Position;
  /** `host:port` that webhooks may reach though they are private. */
  readonly webhookAllowPrivate: readonly string[];
}

/** Time for the append of an outcome, on top of what its channel may take. */
const APPEND_MS = 5_000;

/** The engine put together: everything that commands and queries are handled with. */
export class Service {
  private readonly stopping = new AbortController();
  private loops: readonly Promise<void>[] = [];

  private constructor(
    readonly ground: Ground,
    readonly ledger: Ledger,
    readonly facts: Facts,
    readonly runner: Runner,
    readonly enroller: Enroller,
    readonly reminders: Reminders,
    readonly fanOut: FanOut,
    readonly idempotent: IdempotentCommands,
    readonly models: ReadModels,
    readonly scheduler: Scheduler,
    readonly reactions: Reactions,
  ) {}

  static async assemble(ground: Ground): Promise<Service> {
    const { events, reads, progress, clock, log, channels, shards, abandonedUpTo, webhookAllowPrivate } = ground;
    const lease = newId();
    const leaseMs = {
      sms: channels.sms.timeoutMs + APPEND_MS,
      email: channels.email.timeoutMs + APPEND_MS,
      webhook: channels.webhook.timeoutMs + APPEND_MS,
    };
    const ledger = new Ledger(events, new EventCodec(), clock);
    const facts = new Facts(ledger, clock, lease, leaseMs, webhookAllowPrivate);
    const effects = new Effects(ledger, facts, channels, clock, log);
    const runner = new Runner(ledger, facts, effects, clock, lease, log);
    const enroller = new Enroller(ledger, runner);
    const reminders = new Reminders(ledger, facts, enroller, clock);
    const fanOut = new FanOut(ledger, facts, enroller, reminders, log);
    const models = await ReadModels.open(reads, progress);
    const scheduler = new Scheduler(models.dueWaits, progress, runner, reminders, clock, log, shards);
    const reactions = new Reactions(
      models.openWork,
      models.dueWaits,
      progress,
      runner,
      enroller,
      fanOut,
      clock,
      log,
      abandonedUpTo,
      shards,
    );
    const idempotent = new IdempotentCommands(ledger, clock);
    return new Service(
      ground,
      ledger,
      facts,
      runner,
      enroller,
      reminders,
      fanOut,
      idempotent,
      models,
      scheduler,
      reactions,
    );
  }

  /** Begins to wake timers and to finish what was left unfinished. */
  startEngine(): void {
    this.loops = [this.scheduler.run(this.stopping.signal), this.reactions.run(this.stopping.signal)];
  }

  /** No new step begins; resolves when those in flight have their outcomes. */
  async stopEngine(): Promise<void> {
    this.stopping.abort();
    this.facts.drain();
    await Promise.all(this.loops);
    await this.runner.settled();
  }
}
