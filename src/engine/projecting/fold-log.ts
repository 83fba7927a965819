import type { DomainEvent } from '../../domain/events';
import type { RecordedEvent } from '../../kernel/message';
import type { Projection } from '../../kernel/projection';

/** A read model as the plain fold of its log, in memory: what every other way of folding must equal. */
export function foldLog<Doc extends object, E extends DomainEvent>(
  projection: Projection<Doc, DomainEvent>,
  events: Iterable<RecordedEvent<E>>,
): ReadonlyMap<string, Doc> {
  const documents = new Map<string, Doc>();
  for (const event of events as Iterable<RecordedEvent<DomainEvent>>) {
    for (const key of projection.keys(event)) {
      const after = projection.fold(documents.get(key) ?? null, event, key);
      if (after === null) documents.delete(key);
      else documents.set(key, after);
    }
  }
  return documents;
}
