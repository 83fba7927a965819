import type { Subscriber } from 'rxjs';
import { nextTurnOfLoop } from '../engine/deciding/fair-turns';
import type { Position } from '../kernel/message';
import type { RunNotice, Told } from './kept-notices';

/** What a reader is told of. */
export interface RunFilter {
  readonly account: string;
  readonly workflowId?: string;
  readonly runId?: string;
}

/** One who is told of runs, in the order of positions. */
export class RunReader {
  /** Whether it is told what everybody is, and is not being brought back to that any more. */
  hasJoined = false;
  /** Until when it is waited for as it is brought back, by the monotonic clock; null: it was told nothing yet. */
  waitedForUntil: number | null = null;

  /**
   * @param after what came up to here is no news
   * @param taken resolves once it has taken what it was told, about, or is gone
   */
  constructor(
    readonly filter: RunFilter,
    readonly subscriber: Subscriber<readonly RunNotice[]>,
    public after: Position,
    readonly taken: () => Promise<void>,
  ) {}

  hasLeft(): boolean {
    return this.subscriber.closed;
  }

  /** @param notices of what it watches, in their order; it is handed on as it is where all of it is news */
  tell(notices: readonly RunNotice[]): void {
    const isNews = ({ id }: RunNotice): boolean => id > this.after;
    const news = notices.slice(0, 1).every(isNews) ? notices : notices.filter(isNews);
    const last = news.at(-1);
    if (last === undefined) return;
    this.after = last.id;
    this.subscriber.next(news);
  }

  /** What came up to a position does not concern it any more. */
  reset(position: Position): void {
    this.after = position;
    this.subscriber.next([{ type: 'reset', id: position, data: '{}' }]);
  }
}

/** Readers who watch the same. */
interface Audience {
  readonly filter: RunFilter;
  readonly readers: Set<RunReader>;
}

/** Readers that are told between two turns of the event loop: each costs a write. */
const AT_A_TIME = 100;

/** Readers, by what they watch: those who watch the same are told by one list. */
export class RunAudiences {
  private readonly ofAccount = new Map<string, Map<string, Audience>>();

  join(reader: RunReader): void {
    const { filter } = reader;
    const ofAccount = this.ofAccount.get(filter.account) ?? new Map<string, Audience>();
    this.ofAccount.set(filter.account, ofAccount);
    const audience = ofAccount.get(keyOf(filter)) ?? { filter, readers: new Set() };
    ofAccount.set(keyOf(filter), audience);
    audience.readers.add(reader);
    reader.hasJoined = true;
  }

  leave(reader: RunReader): void {
    const { filter } = reader;
    const ofAccount = this.ofAccount.get(filter.account);
    const audience = ofAccount?.get(keyOf(filter));
    audience?.readers.delete(reader);
    if (audience?.readers.size === 0) ofAccount?.delete(keyOf(filter));
    if (ofAccount?.size === 0) this.ofAccount.delete(filter.account);
  }

  /** Those who are there when it is called, and have not left by their turn. */
  async tell(news: readonly Told[]): Promise<void> {
    const audiences = [...new Set(news.map(({ account }) => account))]
      .flatMap((account) => [...(this.ofAccount.get(account)?.values() ?? [])])
      .map(({ filter, readers }) => ({ notices: noticesFor(filter, news), readers: [...readers] }));
    let told = 0;
    for (const { notices, readers } of audiences)
      for (const reader of readers) {
        reader.tell(notices);
        if (++told % AT_A_TIME === 0) await nextTurnOfLoop();
      }
  }
}

/** What whoever watches by this filter is told of it. */
export const noticesFor = ({ account, workflowId, runId }: RunFilter, news: readonly Told[]): readonly RunNotice[] =>
  news
    .filter(
      (told) =>
        told.account === account &&
        (workflowId === undefined || told.workflowId === workflowId) &&
        (runId === undefined || told.runId === runId),
    )
    .map(({ notice }) => notice);

/** Within an account. Ids have no slash. */
const keyOf = ({ workflowId, runId }: RunFilter): string => `${workflowId ?? ''}/${runId ?? ''}`;
