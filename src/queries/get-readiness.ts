import { Inject } from '@nestjs/common';
import { Query, QueryHandler } from '@nestjs/cqrs';
import type { IQueryHandler } from '@nestjs/cqrs';
import { projections } from '../../projections/all';
import { TIMER_KINDS, dueTimers } from '../engine/due-work/overdue';
import { ProjectionProgress } from '../engine/projecting/projection-progress';
import { ReadModels } from '../engine/projecting/read-models';
import { CHANNEL_WORDS } from '../domain/effect/effect';
import { ChannelHealth } from '../engine/sending/channel-health';
import type { DegradedChannel } from '../engine/sending/channel-health';
import { CLOCK } from '../kernel/clock';
import type { Clock } from '../kernel/clock';
import { isOutage } from '../ports/availability';
import type { StoreName } from '../ports/availability';
import { EVENT_STORE } from '../ports/event-store';
import type { EventStore } from '../ports/event-store';
import { READ_STORE } from '../ports/read-store';
import type { ReadStore } from '../ports/read-store';

export interface Readiness {
  /** Why this process cannot do its work; none when it can. */
  readonly reasons: readonly string[];
  /** What others do not do, of the service or outside it, and which read models are old; this process goes on, with what is there. */
  readonly degraded: readonly string[];
  /** Those by which effects do not leave this process; each is told among the reasons too. */
  readonly channels: readonly DegradedChannel[];
}

/** Whether a process can do its work, and whether the rest of the service does. */
export class GetReadiness extends Query<Readiness> {
  /** @param does what is this process's work */
  constructor(readonly does: { readonly waking: boolean; readonly folding: boolean }) {
    super();
  }
}

/** How far a read model may be behind, and how long after its time a timer may wait, in milliseconds. */
const LATE_MS = 60_000;

@QueryHandler(GetReadiness)
export class GetReadinessHandler implements IQueryHandler<GetReadiness> {
  constructor(
    @Inject(EVENT_STORE) private readonly events: EventStore,
    @Inject(READ_STORE) private readonly reads: ReadStore,
    private readonly progress: ProjectionProgress,
    private readonly models: ReadModels,
    private readonly health: ChannelHealth,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async execute({ does }: GetReadiness): Promise<Readiness> {
    const silent = (await Promise.all([answers(this.events, 'event store'), answers(this.reads, 'read store')])).flat();
    const { trouble } = this.progress;
    const stopped = this.stopped();
    const isOurs = does.folding && this.progress.isFoldedHere;
    const mine = [...new Set([...silent, ...(isOurs ? stopped : []), ...(trouble === null ? [] : [trouble])])];
    if (silent.length > 0) return { reasons: mine, degraded: [], channels: [] }; // nobody can know more
    const behind = [...this.unfinished(), ...this.behind()];
    const overdue = await this.overdue();
    const channels = this.health.list;
    return {
      reasons: does.waking ? [...mine, ...overdue] : mine,
      degraded: [...(isOurs ? [] : stopped), ...behind, ...(does.waking ? [] : overdue), ...channels.map(reasonOf)],
      channels,
    };
  }

  private stopped(): readonly string[] {
    return this.progress.failures.map(
      ({ projection, stream, revision, position }) =>
        `${projection} has stopped at revision ${revision} of ${stream} (position ${position})`,
    );
  }

  /** What does not answer yet, whoever folds it: commands are taken meanwhile. */
  private unfinished(): readonly string[] {
    const names = new Map<number, string[]>();
    for (const { name } of projections.filter((one) => !this.progress.isWhole([one.name]))) {
      const percent = Math.floor(this.progress.partFolded(name) * 100);
      names.set(percent, [...(names.get(percent) ?? []), name]);
    }
    return Array.from(names, ([percent, of]) => {
      const which = of.length === projections.length ? 'all read models' : of.join(', ');
      return `folded from the log, ${percent} % so far: ${which}`;
    });
  }

  /** What others are to fold, what is paused, and what this process has not caught up with. */
  private behind(): readonly string[] {
    const stopped = new Set(this.progress.failures.map(({ projection }) => projection));
    return projections.flatMap(({ name }) => {
      if (stopped.has(name) || !this.progress.isWhole([name])) return [];
      const { lagMs } = this.progress.asOf([name]);
      return lagMs > LATE_MS ? [`${name} is ${Math.floor(lagMs / 1_000)} s behind the log`] : [];
    });
  }

  private async overdue(): Promise<readonly string[]> {
    try {
      const late = TIMER_KINDS.map(async (kind) => {
        const { overdueMs } = await dueTimers(this.models, kind, this.clock, 1);
        return overdueMs > LATE_MS ? [`a ${kind} is ${Math.floor(overdueMs / 1_000)} s overdue`] : [];
      });
      return (await Promise.all(late)).flat();
    } catch (error) {
      if (isOutage(error)) return ['the read store does not answer'];
      throw error;
    }
  }
}

const reasonOf = ({ channel, since, cause }: DegradedChannel): string =>
  `the ${CHANNEL_WORDS[channel]} channel does not work since ${since}: ${cause}`;

/** Anybody may ask, so it is told in words of ours. */
const answers = (store: { ping(): Promise<void> }, name: StoreName): Promise<readonly string[]> =>
  store.ping().then(
    () => [],
    () => [`the ${name} does not answer`],
  );
