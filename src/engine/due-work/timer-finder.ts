import { heldKind } from '../../../projections/due-waits';
import type { DueWait, HeldReminders, ReminderTimer } from '../../../projections/due-waits';
import { SHARDS, laneOf } from '../../../projections/shard';
import type { Clock } from '../../kernel/clock';
import { isoTime } from '../../kernel/clock';
import { inParallel } from '../../kernel/in-parallel';
import type { ReadModel, Stored } from '../../ports/read-store';
import { nextTurnOfLoop } from '../deciding/fair-turns';
import { behind, findDue, findDueNow } from './due-work';
import type { Upcoming, WakingTimer } from './upcoming';

interface DueRange {
  /** Null: of all accounts. */
  readonly account: string | null;
  readonly limit: number;
  readonly shards: readonly string[];
}

/** Lanes that are read at a time. */
const WIDTH = 4;
/** Documents of a lane that are read at a time; of all those lanes some milliseconds, after which others have the thread. */
const PAGE = 200;

/** Finds timers in the read model, and passes by what is not to be taken now. */
export class TimerFinder {
  constructor(
    private readonly dueWaits: ReadModel<DueWait>,
    private readonly clock: Clock,
    readonly mayTake: (one: Pick<Upcoming, 'key' | 'position'>) => boolean,
  ) {}

  get model(): string {
    return this.dueWaits.shape.name;
  }

  /** The first that are due. */
  async due<Timer extends WakingTimer>(
    kind: string,
    { account, limit, shards }: DueRange,
  ): Promise<readonly Upcoming<Timer>[]> {
    const range = { account, before: isoTime(this.clock.now() + 1), limit };
    return (await findDueNow(this.dueWaits, shards, kind, range, this.mayTake)).map(asUpcoming<Timer>);
  }

  /** Reminders that fell due while their workflow was paused, which it is no more. */
  async released({ account, limit, shards }: DueRange): Promise<readonly Upcoming<ReminderTimer>[]> {
    const range = { account, before: isoTime(this.clock.now() + 1), limit };
    const workflows = (await findDue(this.dueWaits, shards, 'held', range)) as readonly Stored<HeldReminders>[];
    const reminders = workflows.map(({ document: { workflowId } }) =>
      this.due<ReminderTimer>(heldKind(workflowId), { account, limit, shards: SHARDS }),
    );
    return (await Promise.all(reminders)).flat().slice(0, limit);
  }

  /**
   * All that fall due before a time, as far as every lane is known where one has more than are wanted of it.
   * @param from the order at which it begins
   * @param before ISO 8601
   * @returns `end`: the order of the last one, where there are more
   */
  async between(
    from: string,
    before: string,
    shards: readonly string[],
    mostOfLane: number,
  ): Promise<{ readonly found: readonly Upcoming[]; readonly end: string | null }> {
    const found: Upcoming[] = [];
    let end = before;
    const lanes = ['wait', 'reminder'].flatMap((kind) => shards.map((shard) => laneOf(kind, shard)));
    await inParallel(lanes, WIDTH, async (lane) => {
      const ofLane = await this.inLane(lane, from, before, mostOfLane);
      found.push(...ofLane.found);
      if (ofLane.end < end) end = ofLane.end;
    });
    const known = found.filter(({ timer }) => timer.order <= end);
    return { found: known, end: end < before ? end : null };
  }

  private async inLane(
    lane: string,
    first: string,
    before: string,
    most: number,
  ): Promise<{ readonly found: readonly Upcoming[]; readonly end: string }> {
    const found: Upcoming[] = [];
    const limit = Math.min(PAGE, most);
    for (let from = first; ;) {
      const page = await this.dueWaits.find({ index: 'due', equals: [lane], from, before, limit });
      found.push(...page.filter(this.mayTake).map(asUpcoming));
      if (page.length > 0) await nextTurnOfLoop();
      const end = page.at(-1)?.document.order ?? before;
      if (page.length < limit) return { found, end: before };
      if (found.length >= most) return { found, end };
      from = behind(end);
    }
  }
}

const asUpcoming = <Timer extends WakingTimer>({ key, position, document }: Stored<DueWait>): Upcoming<Timer> => ({
  key,
  position,
  timer: document as Timer,
});
