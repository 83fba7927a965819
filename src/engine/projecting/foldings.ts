import type { DomainEvent } from '../../domain/events';
import type { Clock } from '../../kernel/clock';
import { isoTime } from '../../kernel/clock';
import { messageOf } from '../../kernel/errors';
import type { Log } from '../../kernel/log';
import { START } from '../../kernel/message';
import type { Position } from '../../kernel/message';
import type { Projection } from '../../kernel/projection';
import { isOutage } from '../../ports/availability';
import type { ReadStore } from '../../ports/read-store';
import { collectionOf, foldedCopies, isOurs, isSameCopy, nameOfCopy, servedCopy, shapeOf } from './copies';
import type { Copies, Copy, Work } from './copies';
import { CopyRegistry } from './copy-registry';
import type { FoldFailure } from './fold-failure';
import { Folding } from './folding';
import type { Progress, ProgressReport } from './projection-progress';

type Projections = readonly Projection<object, DomainEvent>[];

/** A copy that the projector folds and that is to be made live. */
export interface HandedOver {
  readonly projection: Projection<object, DomainEvent>;
  readonly work: Work;
  readonly next: Folding;
  readonly live: Copy;
}

/** The copies that the projector folds at the moment, as the registry said when it was asked last. */
export class Foldings {
  readonly registry: CopyRegistry;
  all: readonly Folding[] = [];
  private copies: ReadonlyMap<string, Copies> = new Map();
  /** What of it was decided on, and when: time decides too. */
  private taken = '';
  /** Where the copies stand that answer and are not among them. */
  private standing: ReadonlyMap<string, Progress> = new Map();

  constructor(
    private readonly store: Pick<ReadStore, 'open' | 'records' | 'replaceRecord'>,
    private readonly projections: Projections,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {
    this.registry = new CopyRegistry(store);
  }

  /** Asks what is to be folded by now. What was handed over stands where others left it. */
  async takeUp(): Promise<void> {
    const copies = await this.registry.read(this.projections);
    const known = new Map(this.all.map((folding) => [collectionOf(folding.projection, folding.copy), folding]));
    const all: Folding[] = [];
    const standing = new Map<string, Progress>();
    for (const projection of this.projections) {
      const of = copies.get(projection.name);
      if (of === undefined) continue;
      const wasHandedOver = this.copies.get(projection.name)?.work?.status === 'switching';
      const folded = foldedCopies(of, projection, this.clock.now());
      for (const copy of folded) {
        const isNew = !wasHandedOver && of.work?.status === 'switching' && isSameCopy(of.work.copy, copy);
        const folding = isNew ? undefined : known.get(collectionOf(projection, copy));
        all.push(folding ?? (await Folding.open(this.store, projection, copy, this.clock, this.log)));
      }
      const served = servedCopy(of, projection);
      if (folded.some((copy) => isSameCopy(copy, served))) continue;
      const since = this.standing.get(projection.name)?.behindSince ?? isoTime(this.clock.now());
      const position = await this.positionOf(projection, served);
      const behindSince = of.pausedAt ?? of.work?.failure?.at ?? of.work?.startedAt ?? since;
      standing.set(projection.name, { position, behindSince });
    }
    this.copies = copies;
    this.taken = this.takingOf(copies);
    this.all = all;
    this.standing = standing;
  }

  /** Whether other copies are to be folded when this is what there is. */
  differFrom(copies: ReadonlyMap<string, Copies>): boolean {
    return this.takingOf(copies) !== this.taken;
  }

  /** What others let catch up, and is ours now. */
  get handedOver(): readonly HandedOver[] {
    return this.projections.flatMap((projection) => {
      const copies = this.copies.get(projection.name);
      if (copies === undefined || !isOurs(copies.work, projection) || copies.work.status !== 'switching') return [];
      const next = this.find(projection, copies.work.copy);
      return next === undefined ? [] : [{ projection, work: copies.work, next, live: servedCopy(copies, projection) }];
    });
  }

  /** Whether it may be made live: readers must not go back. What others have folded since counts too. */
  async isAsFar({ projection, next, live }: HandedOver): Promise<boolean> {
    if (isSameCopy(next.copy, live)) return true;
    if (next.position < (this.find(projection, live)?.position ?? START)) return false;
    return next.position >= (await this.positionOf(projection, live));
  }

  /** The least checkpoint of those that go on. */
  get start(): Position {
    const positionsOf = (foldings: readonly Folding[]) => foldings.map(({ position }) => position).sort();
    const going = this.all.filter(({ failure }) => failure === null);
    return positionsOf(going)[0] ?? positionsOf(this.all).at(-1) ?? START;
  }

  /**
   * After an error nobody knows what was written: the checkpoints do. What comes before the event that a projection
   * stopped at may not be: it goes on from there and stops again.
   */
  async reload(): Promise<void> {
    for (const folding of this.all) {
      try {
        await folding.reload();
      } catch (error) {
        if (isOutage(error)) return;
        const { name: projection } = folding.projection;
        this.log.warn('a checkpoint could not be read', { projection, error: messageOf(error) });
      }
    }
  }

  /** @param since since when those that go on have been behind */
  reached(since: string | null): Pick<ProgressReport, 'reached' | 'served' | 'failures'> {
    const reached = new Map(this.standing);
    const served = new Map<string, Copy>();
    for (const projection of this.projections) {
      const copies = this.copies.get(projection.name);
      if (copies === undefined) continue;
      const copy = servedCopy(copies, projection);
      served.set(projection.name, copy);
      const folding = this.find(projection, copy);
      if (folding === undefined) continue;
      reached.set(projection.name, { position: folding.position, behindSince: folding.stop?.at ?? since });
    }
    return { reached, served, failures: this.failures };
  }

  /** Of what is folded, and of what was to go on from where it had stopped and stopped again. */
  get failures(): readonly FoldFailure[] {
    const resumed = Array.from(this.copies.values(), ({ work }) => (isStoppedAgain(work) ? work.failure : null));
    return [...this.all.map(({ stop }) => stop), ...resumed].filter((failure) => failure !== null);
  }

  /** What was told by whoever folded before. */
  remember(failures: readonly FoldFailure[]): void {
    for (const failure of failures)
      for (const folding of this.all) if (folding.projection.name === failure.projection) folding.remember(failure);
  }

  private find({ name }: Projection<object, DomainEvent>, copy: Copy): Folding | undefined {
    return this.all.find((folding) => folding.projection.name === name && isSameCopy(folding.copy, copy));
  }

  private async positionOf({ name }: Projection<object, DomainEvent>, copy: Copy): Promise<Position> {
    return (await (await this.store.open(shapeOf(name, copy))).checkpoint()).position;
  }

  private takingOf(copies: ReadonlyMap<string, Copies>): string {
    return this.projections
      .map((projection) => {
        const of = copies.get(projection.name);
        if (of === undefined) return '';
        const folded = foldedCopies(of, projection, this.clock.now()).map(nameOfCopy);
        const { work } = of;
        const says = `${work?.status === 'switching'} ${isStoppedAgain(work)}`;
        return `${nameOfCopy(servedCopy(of, projection))} ${folded.join()} ${says}`;
      })
      .join('; ');
  }
}

/** The copy that answers then stands still where it stopped. */
const isStoppedAgain = (work: Work | null): work is Work => work?.kind === 'resume' && work.status === 'stopped';
