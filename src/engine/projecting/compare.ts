import type { DomainEvent } from '../../domain/events';
import { byBytes } from '../../kernel/by-bytes';
import { START, latest } from '../../kernel/message';
import type { Position } from '../../kernel/message';
import type { Projection } from '../../kernel/projection';
import type { Change, ReadModel, Seen } from '../../ports/read-store';
import type { EventCodec } from '../deciding/event-codec';
import { differenceOf } from './difference';
import type { Difference } from './difference';
import { KeyFolding } from './key-folding';
import type { WholeLog } from './key-folding';

export interface Comparison {
  /** Documents of the live read model that were looked at. */
  readonly documents: number;
  readonly different: number;
  readonly missing: number;
  readonly extra: number;
  readonly damaged: number;
  /** The first of them. */
  readonly differences: readonly Difference[];
}

/** How many differences are named. */
const NAMED = 20;
/** Documents a page of each read model. */
const PAGE = 500;
/** Documents that have moved on, before they are folded together. */
const MOVED = 2_000;

/** A document that cannot be compared at the position of the recomputed ones. */
interface Moved {
  readonly key: string;
  readonly should: Change | null;
  readonly is: Change | null;
  /** How far the live read model was folded, at least, when the document was read or found missing. */
  readonly since: Position;
}

/**
 * Compares a live read model, document by document, with one that was recomputed and stands still: at the position of the
 * recomputed one, while the live one is folded on.
 *
 * A live document that is folded no further than the recomputed ones must equal its counterpart: the live read model has
 * passed that position. One that is further is compared at its own position, one that is not there with every position that
 * the live read model can have been at; for that, the log between is folded into those few. So nothing depends on when
 * what is read, and no store needs to read many documents at one moment.
 */
export class ModelComparison {
  private readonly counts = { documents: 0, different: 0, missing: 0, extra: 0, damaged: 0 };
  private readonly differences: Difference[] = [];
  private moved: Moved[] = [];

  private constructor(
    private readonly log: WholeLog,
    private readonly projection: Projection<object, DomainEvent>,
    private readonly codec: EventCodec,
    /** Of the recomputed documents. */
    private readonly position: Position,
  ) {}

  /**
   * @param recomputed nobody folds into it; folded no further than the live one
   * @param told how many documents of the live one are compared
   */
  static async of(
    log: WholeLog,
    projection: Projection<object, DomainEvent>,
    codec: EventCodec,
    recomputed: ReadModel,
    live: ReadModel,
    told: (documents: number) => Promise<void>,
  ): Promise<Comparison> {
    const { position } = await recomputed.checkpoint();
    const comparison = new ModelComparison(log, projection, codec, position);
    await comparison.run(new Scan(recomputed, false), new Scan(live, true), told);
    const differences = comparison.differences.toSorted((a, b) => byBytes(a.key, b.key));
    return { ...comparison.counts, differences };
  }

  private async run(recomputed: Scan, live: Scan, told: (documents: number) => Promise<void>): Promise<void> {
    for (;;) {
      if (recomputed.isUsedUp) await recomputed.read();
      if (live.isUsedUp) {
        await told(this.counts.documents);
        await live.read();
      }
      const [should, is] = [recomputed.next, live.next];
      if (should === null && is === null) break;
      const order = should === null ? 1 : is === null ? -1 : byBytes(should.key, is.key);
      if (order <= 0) recomputed.take();
      if (order >= 0) live.take();
      this.look(order <= 0 ? should : null, order >= 0 ? is : null, live.since);
      if (this.moved.length >= MOVED) await this.settle();
    }
    await this.settle();
    await told(this.counts.documents);
  }

  private look(should: Seen | null, is: Seen | null, since: Position): void {
    const key = should?.key ?? is?.key ?? '';
    if (is !== null) this.counts.documents++;
    const isDamaged = is?.isDamaged === true;
    const difference = isDamaged && is.document === null ? null : differenceOf(key, should, is);
    if (difference === null) {
      if (isDamaged) this.count({ key, kind: 'damaged', paths: [] });
      return;
    }
    if (is !== null && is.position <= this.position) this.count(difference);
    else this.moved.push({ key, should, is, since });
  }

  /** Folds those that have moved on from where the recomputed ones stand to where they are themselves. */
  private async settle(): Promise<void> {
    if (this.moved.length === 0) return;
    const moved = new Map(this.moved.map((one) => [one.key, one]));
    this.moved = [];
    const last = new Map([...moved].flatMap(([key, { should }]) => (should === null ? [] : [[key, should]])));
    const folding = new KeyFolding(this.log, this.projection, this.codec, new Set(moved.keys()), this.position, last);
    const found = await settled(folding, [...moved.values()], await this.log.head());
    found.forEach((difference) => {
      this.count(difference);
    });
  }

  private count(difference: Difference): void {
    this.counts[difference.kind]++;
    if (this.differences.length < NAMED) this.differences.push(difference);
  }
}

/** A read model's documents one by one, in the order of keys. */
class Scan {
  /** How far the read model was folded, at least, when the page was read that `next` is of. */
  since: Position = START;
  private page: readonly Seen[] = [];
  private at = 0;
  private after: string | null = null;
  private isOver = false;

  constructor(
    private readonly model: ReadModel,
    private readonly mayMove: boolean,
  ) {}

  /** Null: there are no more. Not to be asked for while the page is used up. */
  get next(): Seen | null {
    return this.page[this.at] ?? null;
  }

  get isUsedUp(): boolean {
    return this.at >= this.page.length && !this.isOver;
  }

  take(): void {
    this.at++;
  }

  async read(): Promise<void> {
    if (this.mayMove) this.since = (await this.model.checkpoint()).position;
    this.page = await this.model.scan(this.after, PAGE);
    this.at = 0;
    this.after = this.page.at(-1)?.key ?? this.after;
    this.isOver = this.page.length < PAGE;
  }
}

/**
 * What is wrong with documents that are further than the recomputed ones, or not there.
 *
 * @param folding stands at the recomputed ones
 * @param head the log's, asked for after they were read
 */
export async function settled(
  folding: KeyFolding,
  moved: readonly Moved[],
  head: Position,
): Promise<readonly Difference[]> {
  const there = new Map(moved.map((one) => [one.key, { ...one, gone: false }]));
  const newest = moved.map(({ is }) => is?.position ?? head).reduce(latest);
  await folding.foldUpTo(newest < head ? newest : head, (change) => {
    const one = there.get(change.key);
    if (one === undefined) return;
    const until = one.is?.position ?? one.since;
    if (change.position <= until) one.should = change;
    else if (one.is === null && change.document === null) one.gone = true;
  });
  return [...there.values()].flatMap(({ key, should, is, gone }) =>
    gone ? [] : (differenceOf(key, should, is) ?? []),
  );
}
