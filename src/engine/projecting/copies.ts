import type { DomainEvent } from '../../domain/events';
import type { Position } from '../../kernel/message';
import { collectionName } from '../../kernel/projection';
import type { Projection, ReadModelShape } from '../../kernel/projection';
import type { FoldFailure } from './fold-failure';

/**
 * copy: one collection of a projection, the fold of the log up to its checkpoint
 * live: the copy that readers are answered from
 * kept: a copy that was live before and can be again
 * work: a copy catches up with the log beside the live one, in a thread of its own; then the projector takes it over, and
 *       makes it live once it is as far as the live one
 *
 * Times are ISO 8601.
 */
export interface Copy extends Pick<ReadModelShape, 'version' | 'copy' | 'indexes'> {
  /** Null: with the projection's version itself. */
  readonly madeAt: string | null;
  /** What it is folded up to before it answers, as `Copies` have it; only of a copy that was asked for as the one served. */
  readonly wholeAt?: Position;
}

export interface KeptCopy extends Copy {
  /** When it ceased to be live, or was given up. */
  readonly since: string;
  /** When it is dropped. */
  readonly until: string;
  /** False: it was given up before it was complete. */
  readonly isWhole: boolean;
}

export type WorkKind = 'rebuild' | 'rollback' | 'resume';

export interface Work {
  readonly kind: WorkKind;
  readonly copy: Copy;
  /** `queued` behind others; `switching` when the projector is to take it over; `stopped` at an event that cannot be folded. */
  readonly status: 'queued' | 'building' | 'verifying' | 'switching' | 'stopped';
  readonly startedAt: string;
  readonly position: Position;
  /** When its position last moved, or it had nothing to wait for. */
  readonly movedAt: string;
  /** When whoever works on it was last heard of. */
  readonly heardAt: string;
  /** Folded by now. */
  readonly events: number;
  readonly eventsPerSecond: number | null;
  /** Why it does not move though it is tried again and again, in words that anybody may read. */
  readonly trouble: string | null;
  readonly failure: FoldFailure | null;
}

/** What was done last, and how long it took. */
export interface FinishedWork {
  readonly kind: WorkKind;
  readonly startedAt: string;
  readonly finishedAt: string;
  readonly events: number;
}

/** What there is of one projection: the only word on what is live. */
export interface Copies {
  readonly live: Copy;
  /** The one that was live last comes first. */
  readonly kept: readonly KeptCopy[];
  readonly work: Work | null;
  /** Since when the live copy stands still because somebody wants it to. */
  readonly pausedAt: string | null;
  readonly last: FinishedWork | null;
  /**
   * Of copies that answer though they were folded from the beginning, or far from the log's end, by their names: where the
   * log ended then. Before a copy has got there it holds less than readers would take it for.
   */
  readonly wholeAt?: Readonly<Record<string, Position>>;
}

/** How long it is folded on, so that every process that reads it has time to follow, in milliseconds. */
export const GRACE_MS = 10_000;

export const firstCopy = ({ version, indexes }: ReadModelShape): Copy => ({ version, indexes, madeAt: null });

export const firstCopies = (shape: ReadModelShape): Copies => ({
  live: firstCopy(shape),
  kept: [],
  work: null,
  pausedAt: null,
  last: null,
});

export const shapeOf = (name: string, { version, copy, indexes }: Copy): ReadModelShape =>
  copy === undefined ? { name, version, indexes } : { name, version, copy, indexes };

/** How people name a copy among those of its projection. */
export const nameOfCopy = ({ version, copy }: Copy): string =>
  copy === undefined ? `v${version}` : `v${version}_${copy}`;

export const isSameCopy = (one: Copy, other: Copy): boolean => one.version === other.version && one.copy === other.copy;

/**
 * What this software reads: the live copy, unless newer software made it live, whose documents it cannot know; then its
 * own, which it may have to fold from the beginning.
 */
export function servedCopy({ live, kept, wholeAt }: Copies, shape: ReadModelShape): Copy {
  const known = kept.find(({ version, isWhole }) => version === shape.version && isWhole);
  const copy = live.version <= shape.version ? live : (known ?? firstCopy(shape));
  const position = wholeAt?.[nameOfCopy(copy)];
  return position === undefined ? copy : { ...copy, wholeAt: position };
}

/** Whether this software can go on with a work. */
export const isOurs = (work: Work | null, { version }: ReadModelShape): work is Work => work?.copy.version === version;

/** Whether the copy is in the hands of whoever lets it catch up, and not the projector's. */
const isInHand = (work: Work | null, copy: Copy): boolean =>
  work !== null && work.status !== 'switching' && isSameCopy(work.copy, copy);

/** The copies that the projector folds. A live one of an older version stands still: how it was folded is known no more. */
export function foldedCopies(copies: Copies, shape: ReadModelShape, now: number): readonly Copy[] {
  const { kept, work, pausedAt } = copies;
  const served = servedCopy(copies, shape);
  const standsStill = pausedAt !== null || isInHand(work, served);
  const retiring = kept.filter(({ since, isWhole }) => isWhole && Date.parse(since) + GRACE_MS > now);
  const all = [
    ...(standsStill ? [] : [served]),
    ...(isOurs(work, shape) && work.status === 'switching' ? [work.copy] : []),
    ...retiring,
  ].filter(({ version }) => version === shape.version);
  return [...new Map(all.map((copy) => [nameOfCopy(copy), copy])).values()];
}

/** Kept copies whose time is over. */
export const droppable = ({ kept, work }: Copies, now: number): readonly KeptCopy[] =>
  kept.filter(
    (copy) =>
      Date.parse(copy.until) <= now &&
      Date.parse(copy.since) + GRACE_MS <= now &&
      !(work !== null && isSameCopy(work.copy, copy)),
  );

const isWorkLeft = (copies: Copies, shape: ReadModelShape, now: number): boolean =>
  droppable(copies, now).length > 0 ||
  (isOurs(copies.work, shape) && copies.work.status !== 'stopped' && copies.work.status !== 'switching');

export const collectionOf = ({ name }: Projection<object, DomainEvent>, copy: Copy): string =>
  collectionName(shapeOf(name, copy));

export const isSameWork = (one: Work, other: Work): boolean =>
  one.startedAt === other.startedAt && one.kind === other.kind && isSameCopy(one.copy, other.copy);

/** Whether there is something to let catch up, or to drop. */
export const isAnythingToDo = (
  copies: ReadonlyMap<string, Copies>,
  shapes: readonly ReadModelShape[],
  now: number,
): boolean =>
  shapes.some((shape) => {
    const of = copies.get(shape.name);
    return of !== undefined && isWorkLeft(of, shape, now);
  });
