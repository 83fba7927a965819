import type { DomainEvent, Recorded } from '../../src/domain/events';
import type { Position } from '../../src/kernel/message';
import { START } from '../../src/kernel/message';
import type { Projection } from '../../src/kernel/projection';

/**
 * A collection in memory that is kept as a read store keeps it: documents as JSON with the position they are folded to,
 * written once a batch, each event folded at most once into each of them. Documents given to a fold are frozen.
 */
export class Collection<Doc extends object> {
  private readonly stored = new Map<string, { readonly position: Position; readonly json: string | null }>();

  constructor(private readonly projection: Projection<Doc, DomainEvent>) {}

  apply(batch: readonly Recorded[]): this {
    const touched = new Map<string, { position: Position; document: Doc | null }>();
    for (const event of batch)
      for (const key of this.projection.keys(event)) {
        const { position, document } = touched.get(key) ?? this.load(key);
        if (event.position <= position) continue;
        touched.set(key, {
          position: event.position,
          document: frozen(this.projection.fold(document, event, key)),
        });
      }
    for (const [key, { position, document }] of touched)
      this.stored.set(key, { position, json: document === null ? null : JSON.stringify(document) });
    return this;
  }

  documents(): ReadonlyMap<string, Doc> {
    return new Map(
      Array.from(this.stored.keys(), (key) => [key, this.load(key).document] as const).filter(
        (entry): entry is readonly [string, Doc] => entry[1] !== null,
      ),
    );
  }

  private load(key: string): { position: Position; document: Doc | null } {
    const { position, json } = this.stored.get(key) ?? { position: START, json: null };
    return { position, document: json === null ? null : frozen(JSON.parse(json) as Doc) };
  }
}

/** The documents after a whole log. */
export const documentsOf = <Doc extends object>(
  projection: Projection<Doc, DomainEvent>,
  log: readonly Recorded[],
): ReadonlyMap<string, Doc> => new Collection(projection).apply(log).documents();

function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    Object.values(value).forEach(frozen);
  }
  return value;
}
