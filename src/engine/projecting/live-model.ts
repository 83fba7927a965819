import { DomainError } from '../../kernel/errors';
import { collectionName } from '../../kernel/projection';
import type { ReadModelShape } from '../../kernel/projection';
import type { Change, Checkpoint, Find, ReadModel, ReadStore, Seen, Stored } from '../../ports/read-store';
import { shapeOf } from './copies';
import type { ProjectionProgress } from './projection-progress';

/**
 * A read model as readers see it: whatever copy of it is live. It goes over to another together with the progress that is
 * told of it, so that no answer claims more than its documents hold.
 */
export class LiveModel<Doc extends object> implements ReadModel<Doc> {
  private opened: { readonly name: string; readonly model: Promise<ReadModel<Doc>> } | null = null;

  constructor(
    private readonly declared: ReadModelShape,
    private readonly store: Pick<ReadStore, 'open'>,
    private readonly progress: ProjectionProgress,
  ) {}

  get shape(): ReadModelShape {
    const copy = this.progress.servedCopy(this.declared.name);
    return copy === null ? this.declared : shapeOf(this.declared.name, copy);
  }

  async get(keys: readonly string[]): Promise<ReadonlyMap<string, Stored<Doc>>> {
    return (await this.live()).get(keys);
  }

  async lastChanges(keys: readonly string[]): Promise<ReadonlyMap<string, Change>> {
    return (await this.live()).lastChanges(keys);
  }

  /** @throws DomainError `read_model_unfinished` when it asks for an index that the version before does not have */
  async find(query: Find): Promise<readonly Stored<Doc>[]> {
    const { shape, declared } = this;
    if (!hasIndex(shape, declared, query.index))
      throw new DomainError('read_model_unfinished', 'a new version of the read model is being folded from the log', {
        position: this.progress.asOf([declared.name]).position,
      });
    return (await this.live()).find(query);
  }

  async scan(after: string | null, limit: number): Promise<readonly Seen<Doc>[]> {
    return (await this.live()).scan(after, limit);
  }

  async peek(key: string): Promise<Seen<Doc> | null> {
    return (await this.live()).peek(key);
  }

  async count(): Promise<number> {
    return (await this.live()).count();
  }

  async checkpoint(): Promise<Checkpoint> {
    return (await this.live()).checkpoint();
  }

  private live(): Promise<ReadModel<Doc>> {
    const { shape } = this;
    const name = collectionName(shape);
    if (this.opened?.name === name) return this.opened.model;
    const opened = { name, model: this.store.open<Doc>(shape) };
    this.opened = opened;
    opened.model.catch(() => {
      if (this.opened === opened) this.opened = null; // opened again by whoever asks next
    });
    return opened.model;
  }
}

const hasIndex = (shape: ReadModelShape, declared: ReadModelShape, index: string): boolean =>
  shape.version === declared.version || String(shape.indexes[index]) === String(declared.indexes[index]);
