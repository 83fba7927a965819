/** How long a commit is to take: the projector waits for its turn to write where a store has one writer. */
const COMMIT_MS = 20;
const FIRST_SLICE = 500;
const LEAST_SLICE = 100;
const LARGEST_SLICE = 16_000;

/** How many events are folded between two commits, so that nobody waits long for one. */
export class Pace {
  private slice = FIRST_SLICE;
  /** Since the last commit. */
  taken = 0;

  get isDue(): boolean {
    return this.taken >= this.slice;
  }

  /** Events that may be taken in before the next commit; at least one. */
  get left(): number {
    return Math.max(this.slice - this.taken, 1);
  }

  /** After a commit, in so many milliseconds. */
  committed(took: number): void {
    const fitting = (this.slice * COMMIT_MS) / Math.max(took, 1);
    const gently = Math.min(Math.max(fitting, this.slice / 2), this.slice * 2);
    this.slice = Math.round(Math.min(Math.max(gently, LEAST_SLICE), LARGEST_SLICE));
  }
}
