import type { Appends } from './appends';
import { everythingWaits } from './fair-turns';
import type { FairTurns } from './fair-turns';

/** How much later than a wake what follows from one may begin, in milliseconds. */
const BEHIND_MS = 2_000;

interface Waiting {
  readonly since: number;
  readonly begin: () => void;
}

interface Line {
  readonly wakes: Waiting[];
  readonly following: Waiting[];
}

/**
 * What the engine does by itself of what may be a great deal at once: no more of an account at a time than leaves room for
 * its requests, and no more than the event store is done with soon. Wakes are for a moment, so they go before what follows
 * from those that went before, for a while.
 */
export class Pace {
  private readonly lines = new Map<string, Line>();

  constructor(
    private readonly turns: Pick<FairTurns, 'room'>,
    private readonly appends: Pick<Appends, 'room'>,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** Resolves when the account's next wake is to be decided. */
  wake(account: string): Promise<void> {
    return this.join(account, ({ wakes }) => wakes);
  }

  /** Resolves when what follows from a wake is to begin. */
  following(account: string): Promise<void> {
    return this.join(account, ({ following }) => following);
  }

  private join(account: string, of: (line: Line) => Waiting[]): Promise<void> {
    return new Promise((begin) => {
      const known = this.lines.get(account);
      const line = known ?? { wakes: [], following: [] };
      of(line).push({ since: this.now(), begin });
      if (known !== undefined) return;
      this.lines.set(account, line);
      void this.feed(account, line);
    });
  }

  private async feed(account: string, line: Line): Promise<void> {
    while (line.wakes.length + line.following.length > 0) {
      await this.turns.room(account);
      await this.appends.room();
      this.next(line)?.begin();
      await everythingWaits(); // it has asked for its turn by then
    }
    this.lines.delete(account);
  }

  private next({ wakes, following }: Line): Waiting | undefined {
    const [wake, follower] = [wakes[0], following[0]];
    const isBehind = follower === undefined || (wake !== undefined && wake.since <= follower.since + BEHIND_MS);
    return isBehind ? wakes.shift() : following.shift();
  }
}
