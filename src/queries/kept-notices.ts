import { START } from '../kernel/message';
import type { Position } from '../kernel/message';

/** A run as it is now; or `reset`: what changed before is not known any more, and is to be read anew. */
export interface RunNotice {
  readonly type: 'run' | 'reset';
  /** Where to go on after this one. */
  readonly id: Position;
  /** JSON. */
  readonly data: string;
}

/** A notice, and whom it is for. */
export interface Told {
  readonly account: string;
  readonly workflowId: string;
  readonly runId: string;
  readonly notice: RunNotice;
}

/** Notices that are kept, and their characters. */
const KEPT = 5_000;
const KEPT_CHARACTERS = 16 * 1024 * 1024;
/**
 * Characters that are told at a time. What is told at once waits for its reader however fast that reads, and whoever lets too
 * much wait is cut off.
 */
const PIECE = 64 * 1024;

/** What was told last, numbered, for those who come back. */
export class KeptNotices {
  /** What came after it is among what is kept. */
  floor: Position = START;
  private all: Told[] = [];
  /** The number of the first. */
  first = 0;
  private characters = 0;

  begin(after: Position): void {
    Object.assign(this, { floor: after, all: [], first: 0, characters: 0 });
  }

  /** The number of the next one. */
  get end(): number {
    return this.first + this.all.length;
  }

  add(news: readonly Told[]): void {
    this.all.push(...news);
    for (const { notice } of news) this.characters += notice.data.length;
    let gone = 0;
    while (this.all.length - gone > KEPT || this.characters > KEPT_CHARACTERS) {
      const { notice } = this.all[gone++] as Told;
      this.characters -= notice.data.length;
      this.floor = notice.id;
    }
    this.all.splice(0, gone);
    this.first += gone;
  }

  /** What is to be told at once of those from a number on, which is not before the first. */
  pieceFrom(number: number): readonly Told[] {
    return pieceOf(this.all, number - this.first);
  }
}

/** In pieces that are told one after another, with time between them to read. */
export function* piecesOf(told: readonly Told[]): Generator<readonly Told[]> {
  for (let from = 0; from < told.length;) {
    const piece = pieceOf(told, from);
    from += piece.length;
    yield piece;
  }
}

/** At least one, where there is one. */
function pieceOf(told: readonly Told[], from: number): readonly Told[] {
  let [end, characters] = [from, 0];
  while (end < told.length && (end === from || characters + lengthAt(told, end) <= PIECE))
    characters += lengthAt(told, end++);
  return told.slice(from, end);
}

const lengthAt = (told: readonly Told[], i: number): number => told[i]?.notice.data.length ?? 0;
