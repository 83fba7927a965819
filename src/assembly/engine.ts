import { AuditSearch } from '../engine/auditing/audit-search';
import { isNeededByEngine, projections } from '../../projections/all';
import { AuditTrail } from '../engine/auditing/audit-trail';
import type { AuditKey } from '../engine/auditing/audit-key';
import { Exports } from '../engine/auditing/exports';
import type { LineMaker } from '../engine/auditing/exports';
import { Replay } from '../engine/auditing/replay';
import { EventCodec } from '../engine/deciding/event-codec';
import { Facts } from '../engine/deciding/current-facts';
import { FairTurns } from '../engine/deciding/fair-turns';
import { IdempotentCommands } from '../engine/deciding/idempotent-commands';
import { Ledger } from '../engine/deciding/ledger';
import { Pace } from '../engine/deciding/pace';
import { Suspects } from '../engine/deciding/suspects';
import type { HeldShards } from '../engine/due-work/due-work';
import { Recovery } from '../engine/due-work/recovery';
import { Scheduler } from '../engine/due-work/scheduler';
import { WorkLog } from '../engine/due-work/work-log';
import { Enroller } from '../engine/enrolling/enroller';
import { FanOut } from '../engine/enrolling/fan-out';
import { HookIntake } from '../engine/enrolling/hook-intake';
import { Reminders } from '../engine/enrolling/reminders';
import type { ProjectionProgress } from '../engine/projecting/projection-progress';
import { ProjectionAdmin } from '../engine/projecting/projection-admin';
import { ReadModels } from '../engine/projecting/read-models';
import type { Verifier } from '../engine/projecting/verifications';
import { Persistence } from '../engine/running/persistence';
import { Runner } from '../engine/running/runner';
import { WaitNews } from '../engine/running/wait-news';
import { ChannelHealth } from '../engine/sending/channel-health';
import { RateLimits } from '../engine/sending/rate-limits';
import { Sender } from '../engine/sending/sender';
import { Settlements } from '../engine/sending/settlements';
import { Unsubscribing } from '../engine/sending/unsubscribing';
import { tellFigures } from './figures';
import type { World } from '../domain/run/world';
import type { Clock } from '../kernel/clock';
import { newId } from '../kernel/ids';
import type { Log } from '../kernel/log';
import type { Position } from '../kernel/message';
import type { Availabilities } from '../ports/availability';
import type { Channels, EffectChannel } from '../ports/effect-channel';
import type { EventStore } from '../ports/event-store';
import type { Meter } from '../ports/meter';
import type { ReadStore } from '../ports/read-store';

/** What the engine stands on. */
export interface Dependencies {
  readonly events: EventStore;
  readonly reads: ReadStore;
  readonly availability: Availabilities;
  readonly progress: ProjectionProgress;
  readonly clock: Clock;
  readonly log: Log;
  readonly channels: Channels;
  readonly verifier: Verifier;
  /** Which of the due work this process does. */
  readonly shards: HeldShards;
  /** What was begun up to here belongs to processes that are known to be gone. */
  readonly abandonedUpTo: Position;
  readonly meter: Meter;
  /** `host:port` that webhooks may reach though they are private. */
  readonly webhookAllowPrivate: readonly string[];
  /** Where the links in messages lead; null: there are none. */
  readonly publicUrl: string | null;
  /** Where the lines of exports are made, and what their heads are signed with. */
  readonly lineMaker: LineMaker;
  readonly auditKey: AuditKey | null;
}

/** Time for the append of an outcome, on top of what its channel may take. */
const APPEND_MS = 5_000;

/** Time for its turn, where only so many are sent at a time; whoever waits longer renews its lease. */
const TURN_MS = 30_000;

/** How long outcomes may wait for an event store that is away once the process is to stop, in milliseconds. */
const STOP_MS = 5_000;

/** Everything that commands and queries are handled with. */
export type Engine = Awaited<ReturnType<typeof createEngine>>;

export async function createEngine(dependencies: Dependencies) {
  const { events, reads, availability, progress, clock, log, channels, shards, meter } = dependencies;
  const { abandonedUpTo, webhookAllowPrivate, publicUrl } = dependencies;
  const [lease, codec, workLog] = [newId(), new EventCodec(), new WorkLog(events, log)];
  const ledger = new Ledger(events, codec, clock, meter);
  const turns = new FairTurns();
  const facts = new Facts(ledger, turns, clock, lease, leaseMs(channels), webhookAllowPrivate, publicUrl);
  const health = new ChannelHealth(channels, clock, log);
  const sender = new Sender(ledger, facts, new RateLimits(ledger, clock), channels, health, clock, log, meter);
  const persistence = new Persistence(availability.events, clock);
  const stopping = new AbortController();
  const suspects = new Suspects(clock, stopping.signal);
  const waits = new WaitNews();
  const runner = new Runner(ledger, facts, sender, persistence, suspects, lease, log, waits);
  const enroller = new Enroller(ledger, runner, facts.enrollments);
  const reminders = new Reminders(ledger, facts, enroller, suspects, clock, lease, log);
  const fanOut = new FanOut(ledger, facts, enroller, reminders, suspects, lease, log);
  const models = await ReadModels.open(reads, progress);
  const timers = { dueWaits: models.dueWaits, progress, ledger, facts, waits, shards };
  const scheduler = new Scheduler(timers, runner, reminders, new Pace(turns, ledger.appends), clock, workLog, meter);
  const recovery = new Recovery(models, runner, enroller, fanOut, clock, workLog, abandonedUpTo, shards);
  const admin = new ProjectionAdmin(events, reads, progress, clock, projections, isNeededByEngine);
  tellFigures(meter, { availability, models, projections: admin, turns, clock });

  let loops: readonly Promise<void>[] = [];
  return {
    dependencies,
    ledger,
    turns,
    facts,
    runner,
    enroller,
    reminders,
    fanOut,
    hookIntake: new HookIntake(ledger, facts, fanOut, clock),
    idempotent: new IdempotentCommands(ledger, clock),
    models,
    scheduler,
    recovery,
    health,
    settlements: new Settlements(ledger, facts),
    unsubscribing: new Unsubscribing(ledger, facts),
    projections: admin,
    ...auditing(dependencies, codec, ledger),
    /** Begins to wake timers and to finish what was left unfinished, once the read models hold what there is of both. */
    start(): void {
      suspects.started();
      loops = runOnceWhole([scheduler, recovery], models, stopping.signal);
    },
    /** No new step begins; resolves when those in flight have their outcomes. */
    async stop(): Promise<void> {
      stopping.abort();
      facts.drain();
      sender.drain();
      await Promise.all(loops);
      await runner.stop(STOP_MS);
      for (const channel of Object.values(channels)) channel.close?.();
    },
  };
}

type Loop = Pick<Scheduler | Recovery, 'run'>;

function runOnceWhole(loops: readonly Loop[], models: ReadModels, signal: AbortSignal): readonly Promise<void>[] {
  const { dueWaits, openWork, progress } = models;
  const whole = progress.whole([dueWaits.shape.name, openWork.shape.name], signal);
  return loops.map((loop) => whole.then(() => loop.run(signal)));
}

/** What auditors read the log with. */
const auditing = ({ events, lineMaker, auditKey, log }: Dependencies, codec: EventCodec, ledger: Ledger) => ({
  replay: new Replay(events, codec),
  auditSearch: new AuditSearch(events),
  auditTrail: new AuditTrail(events, codec),
  exports: new Exports(events, ledger, lineMaker, auditKey, log),
});

const leaseMs = ({ sms, email, webhook }: Channels): World['leaseMs'] => ({
  sms: leaseOf(sms),
  email: leaseOf(email),
  webhook: leaseOf(webhook),
});
const leaseOf = ({ timeoutMs, atOnce }: EffectChannel): number =>
  timeoutMs + APPEND_MS + (atOnce === undefined ? 0 : TURN_MS);
