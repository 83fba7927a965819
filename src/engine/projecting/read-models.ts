import { readModels } from '../../../projections/all';
import type { DomainEvent } from '../../domain/events';
import { DomainError } from '../../kernel/errors';
import { placesBetween } from '../../kernel/message';
import type { Position } from '../../kernel/message';
import type { Projection } from '../../kernel/projection';
import type { ReadModel, ReadStore } from '../../ports/read-store';
import { servedCopies } from './copy-registry';
import { LiveModel } from './live-model';
import type { AsOf, ProjectionProgress } from './projection-progress';

/** What a reader asks for to see their own writes. */
export interface Consistency {
  /** START: whatever is there. */
  readonly minPosition: Position;
  readonly timeoutMs: number;
}

type Projections = typeof readModels;
type DocumentOf<P> = P extends Projection<infer Doc, DomainEvent> ? Doc : never;
type Opened = { readonly [Name in keyof Projections]: ReadModel<DocumentOf<Projections[Name]>> };

const Opened = class {
  constructor(opened: Opened) {
    Object.assign(this, opened);
  }
} as new (opened: Opened) => Opened;

/** The read models as readers see them, each under its name in `projections/all.ts`, and how far each is folded. */
export class ReadModels extends Opened {
  private constructor(
    opened: Opened,
    readonly progress: ProjectionProgress,
  ) {
    super(opened);
  }

  static async open(store: ReadStore, progress: ProjectionProgress): Promise<ReadModels> {
    const shapes = Object.entries(readModels);
    if (shapes.some(([, { name }]) => progress.servedCopy(name) === null))
      progress.serves(await servedCopies(store, Object.values(readModels)));
    const opened = shapes.map(([name, shape]) => [name, new LiveModel(shape, store, progress)] as const);
    await Promise.all(opened.map(([, model]) => model.checkpoint()));
    return new ReadModels(Object.fromEntries(opened) as object as Opened, progress);
  }

  /**
   * Where a query over these read models stands; to be asked before the documents are read, so that it never claims more
   * than they hold.
   * @throws DomainError `read_model_behind` when they don't get to `minPosition` in time; `read_model_unfinished` when one of
   *   them is being folded from the beginning
   */
  async asOf(models: readonly ReadModel[], { minPosition, timeoutMs }: Consistency): Promise<AsOf> {
    const names = models.map(({ shape }) => shape.name);
    if (!this.progress.isWhole(names)) throw this.unfinished(names);
    if (!(await this.progress.reached(names, minPosition, timeoutMs)))
      throw readModelBehind(minPosition, this.progress.asOf(names).position);
    return this.progress.asOf(names);
  }

  /** @throws DomainError `read_model_behind` where one read model is not as far as another, which speaks of what it lacks */
  requireAsFar(model: ReadModel, other: ReadModel): void {
    const [position, ahead] = [model, other].map(({ shape }) => this.progress.asOf([shape.name]).position);
    if (position !== undefined && ahead !== undefined && position < ahead) throw readModelBehind(ahead, position);
  }

  private unfinished(names: readonly string[]): DomainError {
    const { position } = this.progress.asOf(names);
    const progress = Math.min(...names.map((name) => this.progress.partFolded(name)));
    const lag = placesBetween(position, this.progress.wholeAt(names));
    return new DomainError('read_model_unfinished', 'the read model is being folded from the log', {
      position,
      lag,
      progress,
    });
  }
}

function readModelBehind(minPosition: Position, position: Position): DomainError {
  return new DomainError('read_model_behind', 'the read model has not got there yet', {
    position,
    lag: placesBetween(position, minPosition),
  });
}
