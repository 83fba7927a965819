import type { DomainEvent } from '../../domain/events';
import type { Projection } from '../../kernel/projection';
import { concerns } from './concerns';
import { isUnread } from './page-folding';
import type { Entry } from './page-folding';

type Projections = readonly Projection<object, DomainEvent>[];

/** Who folds what: asked once for each type of events, so that a page is gone through once, and not by every projection. */
export class Routes {
  private readonly byType = new Map<string, readonly number[]>();

  constructor(private readonly projections: Projections) {}

  /** Those of a page that each projection has to look at, in their order. */
  of(entries: readonly Entry[]): ReadonlyMap<Projections[number], readonly Entry[]> {
    const routed = this.projections.map((): Entry[] => []);
    for (const entry of entries) for (const i of this.to(entry)) routed[i]?.push(entry);
    return new Map(this.projections.map((projection, i) => [projection, routed[i] ?? []]));
  }

  private to(entry: Entry): readonly number[] {
    if (isUnread(entry)) return this.those((projection) => concerns(projection, entry));
    const { type } = entry;
    const known = this.byType.get(type) ?? this.those(({ types }) => types.has(type));
    this.byType.set(type, known);
    return known;
  }

  private those(are: (projection: Projections[number]) => boolean): readonly number[] {
    return this.projections.flatMap((projection, i) => (are(projection) ? [i] : []));
  }
}
