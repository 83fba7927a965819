import type { DomainEvent } from '../../domain/events';
import type { Clock } from '../../kernel/clock';
import { isoTime } from '../../kernel/clock';
import { DomainError, NotFound } from '../../kernel/errors';
import { placesBetween } from '../../kernel/message';
import type { Position } from '../../kernel/message';
import type { Projection } from '../../kernel/projection';
import type { EventStore } from '../../ports/event-store';
import type { ReadStore } from '../../ports/read-store';
import { isOurs, isSameCopy, nameOfCopy, servedCopy, shapeOf } from './copies';
import type { Copies, FinishedWork, Work, WorkKind } from './copies';
import { beginRebuild, beginResume, beginRollback, drop, pause } from './copy-changes';
import { CopyRegistry } from './copy-registry';
import { DocumentCounts } from './document-counts';
import type { FoldFailure } from './fold-failure';
import type { ProjectionProgress } from './projection-progress';

export interface WorkView {
  readonly kind: WorkKind;
  readonly copy: string;
  readonly status: Work['status'] | 'stalled';
  readonly startedAt: string;
  readonly position: Position;
  /** Places of the log that are left. */
  readonly lag: number;
  readonly events: number;
  readonly eventsPerSecond: number | null;
  /** Why it does not go on. */
  readonly reason: string | null;
  readonly failure: FoldFailure | null;
}

/** How a projection is doing, at little cost. */
export interface ProjectionView {
  readonly name: string;
  /** Of the copy that answers. */
  readonly version: number;
  readonly copy: string;
  /** `folding`: from the beginning, and it does not answer before it is folded. */
  readonly status: 'live' | 'folding' | 'upgrading' | 'paused' | 'stalled' | 'stopped';
  /** How much of what it is to hold is in it, from 0 to 1. */
  readonly folded: number;
  readonly position: Position;
  readonly lag: number;
  readonly lagMs: number;
  /** While a copy is built. */
  readonly eventsPerSecond: number | null;
  readonly failure: FoldFailure | null;
  readonly pausedAt: string | null;
  readonly rebuild: WorkView | null;
  /** What was done last. */
  readonly last: (FinishedWork & { readonly tookMs: number }) | null;
}

export interface CopyView {
  readonly copy: string;
  readonly version: number;
  readonly isLive: boolean;
  readonly documents: number;
  readonly madeAt: string | null;
  /** Of one that is kept: since when, and when it is dropped. */
  readonly since: string | null;
  readonly until: string | null;
}

export type Change = WorkKind | 'pause';

/** No progress for so long is told, in milliseconds. */
const STALLED_MS = 30_000;

/** What people see of the projections and may do with them; the registry takes it from any process to the one that folds. */
export class ProjectionAdmin {
  private readonly registry: CopyRegistry;
  private readonly counts: DocumentCounts;

  constructor(
    private readonly events: Pick<EventStore, 'head'>,
    private readonly store: ReadStore,
    private readonly progress: ProjectionProgress,
    private readonly clock: Clock,
    private readonly projections: readonly Projection<object, DomainEvent>[],
    private readonly isNeeded: (name: string) => boolean,
  ) {
    this.registry = new CopyRegistry(store);
    this.counts = new DocumentCounts(store, clock);
  }

  async list(): Promise<readonly ProjectionView[]> {
    const [copies, head] = await Promise.all([this.registry.read(this.projections), this.events.head()]);
    return this.projections.flatMap((projection) => {
      const of = copies.get(projection.name);
      return of === undefined ? [] : [this.view(projection, of, head)];
    });
  }

  /** @throws NotFound */
  async get(name: string): Promise<ProjectionView> {
    const projection = this.known(name);
    const [copies, head] = await Promise.all([this.registry.read([projection]), this.events.head()]);
    const of = copies.get(name);
    if (of === undefined) throw new NotFound('projection');
    return this.view(projection, of, head);
  }

  /** By the projection's name, the live one first, with how many documents each holds. */
  async copies(): Promise<ReadonlyMap<string, readonly CopyView[]>> {
    const copies = await this.registry.read(this.projections);
    const views = [...copies].map(async ([name, of]) => [name, await this.viewsOf(name, of)] as const);
    return new Map(await Promise.all(views));
  }

  /**
   * Begins it; what becomes of it is to be seen in the view.
   * @throws NotFound; DomainError `rebuild_running`, `projection_needed`, `no_copy_kept`, `too_little_disk`
   */
  async change(name: string, change: Change): Promise<ProjectionView> {
    const projection = this.known(name);
    if (change === 'pause' && this.isNeeded(name))
      throw new DomainError('projection_needed', `the engine finds its work in ${name}`);
    const now = isoTime(this.clock.now());
    const head = await this.events.head();
    if (change === 'rebuild') await this.requireRoom(projection);
    const changed = await this.registry.change(projection, (copies) => {
      switch (change) {
        case 'rebuild':
          return beginRebuild(copies, projection, now);
        case 'rollback':
          return beginRollback(copies, projection, now);
        case 'resume':
          return beginResume(copies, now);
        case 'pause':
          return pause(copies, now);
      }
    });
    return this.view(projection, changed, head);
  }

  /** @throws NotFound; DomainError `copy_in_use` */
  async drop(name: string, copy: string): Promise<ProjectionView> {
    const projection = this.known(name);
    const now = isoTime(this.clock.now());
    const head = await this.events.head();
    return this.view(projection, await this.registry.change(projection, (copies) => drop(copies, copy, now)), head);
  }

  private viewsOf(name: string, { live, kept }: Copies): Promise<readonly CopyView[]> {
    const all = [{ ...live, since: null, until: null }, ...kept];
    return Promise.all(
      all.map(async (copy) => ({
        copy: nameOfCopy(copy),
        version: copy.version,
        isLive: isSameCopy(live, copy),
        documents: await this.counts.of(shapeOf(name, copy)),
        madeAt: copy.madeAt,
        since: copy.since,
        until: copy.until,
      })),
    );
  }

  private async requireRoom(projection: Projection<object, DomainEvent>): Promise<void> {
    const copies = (await this.registry.read([projection])).get(projection.name);
    if (copies === undefined) return;
    const room = await this.store.room(shapeOf(projection.name, servedCopy(copies, projection)));
    if (room === null || room.free >= room.needed) return;
    const [needed, free] = [inMb(room.needed), inMb(room.free)];
    throw new DomainError('too_little_disk', `a copy and its verification take ${needed} MB, and ${free} MB are free`, {
      neededBytes: room.needed,
      freeBytes: room.free,
    });
  }

  private known(name: string): Projection<object, DomainEvent> {
    const projection = this.projections.find((one) => one.name === name);
    if (projection === undefined) throw new NotFound('projection');
    return projection;
  }

  private view(projection: Projection<object, DomainEvent>, copies: Copies, head: Position): ProjectionView {
    const { name } = projection;
    const served = servedCopy(copies, projection);
    const { position, lagMs } = this.progress.asOf([name]);
    const failure = this.progress.failures.find((one) => one.projection === name) ?? null;
    const rebuild = copies.work === null ? null : this.workView(projection, copies.work, head);
    const { last } = copies;
    const status = (): ProjectionView['status'] => {
      if (failure !== null) return 'stopped';
      if (copies.pausedAt !== null) return 'paused';
      if (rebuild?.status === 'stalled') return 'stalled';
      if (!this.progress.isWhole([name])) return 'folding';
      return served.version < projection.version ? 'upgrading' : 'live';
    };
    return {
      name,
      version: served.version,
      copy: nameOfCopy(served),
      status: status(),
      folded: this.progress.partFolded(name),
      position,
      lag: placesBetween(position, head),
      lagMs,
      eventsPerSecond: rebuild?.eventsPerSecond ?? null,
      failure,
      pausedAt: copies.pausedAt,
      rebuild,
      last: last === null ? null : { ...last, tookMs: Date.parse(last.finishedAt) - Date.parse(last.startedAt) },
    };
  }

  private workView(projection: Projection<object, DomainEvent>, work: Work, head: Position): WorkView {
    const { kind, copy, startedAt, position, events, eventsPerSecond, failure, trouble } = work;
    const now = this.clock.now();
    const isHeard = Date.parse(work.heardAt) + STALLED_MS > now;
    const isStalled = work.status !== 'stopped' && (!isHeard || Date.parse(work.movedAt) + STALLED_MS <= now);
    const reason = trouble ?? (isHeard ? 'the log gives nothing to fold' : this.silence(isOurs(work, projection)));
    return {
      kind,
      copy: nameOfCopy(copy),
      status: isStalled ? 'stalled' : work.status,
      startedAt,
      position,
      lag: placesBetween(position, head),
      events,
      eventsPerSecond,
      reason: failure?.error ?? (isStalled || work.status === 'stopped' ? reason : trouble),
      failure,
    };
  }

  /** Why nothing is heard of what is worked on. */
  private silence(isOurs: boolean): string {
    if (!isOurs) return 'another version of the service works on it';
    const { isFoldedHere, trouble } = this.progress;
    if (!isFoldedHere) return 'no process that folds works on it';
    return trouble ?? 'how far it is could not be told: the log of this process says why';
  }
}

const inMb = (bytes: number): number => Math.round(bytes / 1_000_000);
