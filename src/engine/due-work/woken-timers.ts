import { START } from '../../kernel/message';
import type { Position } from '../../kernel/message';

/** Timers that were woken, until the read model that finds them has seen it: till then it goes on finding them. */
export class WokenTimers {
  private readonly positions = new Map<string, Position>();

  get size(): number {
    return this.positions.size;
  }

  /** How far the read model must have got for the first of them to be forgotten; START when there is none. */
  get first(): Position {
    const [first = START] = this.positions.values();
    return first;
  }

  /** @param position of what its waking appended, or of the end of its stream */
  add(key: string, position: Position): void {
    this.positions.delete(key);
    this.positions.set(key, position);
  }

  /** Whether a timer, as the read model has it, was woken since. */
  has({ key, position }: { readonly key: string; readonly position: Position }): boolean {
    return position < (this.positions.get(key) ?? START);
  }

  /** The read model has seen everything up to a position. */
  forget(upTo: Position): void {
    for (const [key, position] of this.positions) if (position <= upTo) this.positions.delete(key);
  }
}
