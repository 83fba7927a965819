import type { ExportQuery } from '../../domain/account/events';
import type { EventHandled, EventReceived } from '../../domain/inbound/events';
import { workflowStream } from '../../domain/streams';
import type { RecordedEvent } from '../../kernel/message';
import { UnreadableEvent } from '../../ports/event-store';
import { PageSize, pagesOfStream } from './log-pages';
import type { ReadableLog } from './log-pages';
import type { StoredPlace } from './stored-places';

/** Which events of the log an account's export holds. */
export class Selection {
  constructor(
    /** Null: all of them. */
    private readonly account: string | null,
    private readonly query: ExportQuery,
    private readonly log: ReadableLog,
  ) {}

  holds(found: StoredPlace): boolean | Promise<boolean> {
    return found instanceof UnreadableEvent ? this.holdsUnreadable(found) : this.holdsEvent(found);
  }

  private holdsEvent(event: RecordedEvent): boolean {
    const { account, at } = event.metadata;
    const { stream, workflowId, from, to } = this.query;
    return (
      (this.account === null || account === this.account) &&
      (stream === undefined || event.stream === stream) &&
      (from === undefined || at >= from) &&
      (to === undefined || at < to) &&
      (workflowId === undefined || isOfWorkflow(event, workflowId))
    );
  }

  /**
   * Whose it was, and when, nobody can tell of the event itself; of its stream the other events do. Where there is none,
   * it is everybody's: nothing is hidden by being damaged.
   */
  private async holdsUnreadable({ stream }: UnreadableEvent): Promise<boolean> {
    if (this.query.stream !== undefined && stream !== this.query.stream) return false;
    const { workflowId } = this.query;
    const sibling = await firstReadable(this.log, stream);
    if (sibling === null) return workflowId === undefined;
    const isOurs = this.account === null || sibling.metadata.account === this.account;
    return isOurs && (workflowId === undefined || isOfWorkflow(sibling, workflowId));
  }
}

export async function firstReadable(log: ReadableLog, stream: string): Promise<RecordedEvent | null> {
  for await (const page of pagesOfStream(log, stream, new PageSize()))
    for (const found of page) if (!(found instanceof UnreadableEvent)) return found;
  return null;
}

/** It happened to the workflow, to one of its runs, enrollments or reminders, or was tried against it. */
function isOfWorkflow({ stream, data }: RecordedEvent, workflowId: string): boolean {
  const { workflowId: own, candidates = [], results = [] } = data as Partial<OfWorkflow & EventReceived & EventHandled>;
  return (
    own === workflowId ||
    stream === workflowStream(workflowId) ||
    candidates.some((one) => one.workflowId === workflowId) ||
    results.some((one) => one.workflowId === workflowId)
  );
}

interface OfWorkflow {
  readonly workflowId: string;
}
