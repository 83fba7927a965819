import { Query, QueryHandler } from '@nestjs/cqrs';
import type { IQueryHandler } from '@nestjs/cqrs';
import type { ReminderEntry, ReminderStatus } from '../../projections/reminders';
import type { AsOf } from '../engine/projecting/projection-progress';
import { ReadModels } from '../engine/projecting/read-models';
import type { Consistency } from '../engine/projecting/read-models';
import { newestFirst } from './newest-first';
import type { Source } from './newest-first';

export interface ReminderFilters {
  /** Any of these; empty: all. */
  readonly statuses: readonly ReminderStatus[];
  readonly workflowId?: string;
  readonly contactId?: string;
}

export interface ReminderPage {
  readonly items: readonly Omit<ReminderEntry, 'account' | 'order'>[];
  /** The order key of the last item when there are more. */
  readonly next: string | null;
  readonly asOf: AsOf;
}

/** Reminders of one account, those last scheduled or moved first. */
export class ListReminders extends Query<ReminderPage> {
  constructor(
    readonly account: string,
    readonly filters: ReminderFilters,
    /** The order key that the page before ended with. */
    readonly after: string | null,
    readonly limit: number,
    readonly consistency: Consistency,
  ) {
    super();
  }
}

@QueryHandler(ListReminders)
export class ListRemindersHandler implements IQueryHandler<ListReminders> {
  constructor(private readonly models: ReadModels) {}

  async execute({ account, filters, after, limit, consistency }: ListReminders): Promise<ReminderPage> {
    const { reminders } = this.models;
    const asOf = await this.models.asOf([reminders], consistency);
    const range = after === null ? {} : { before: after };
    const { documents, next } = await newestFirst(reminders, sourcesOf(account, filters), range, limit);
    return {
      items: documents.map(({ account: owner, order, ...reminder }) => reminder),
      next,
      asOf,
    };
  }
}

/** A contact has few; else one index range a status, so that each is read in order and no further than the page. */
function sourcesOf(account: string, filters: ReminderFilters): readonly Source<ReminderEntry>[] {
  const { statuses, workflowId, contactId } = filters;
  if (contactId !== undefined)
    return [{ index: 'byContact', equals: [account, contactId], keep: (entry) => matches(entry, filters) }];
  const equals = workflowId === undefined ? [account] : [account, workflowId];
  const name = workflowId === undefined ? '' : 'Workflow';
  if (statuses.length === 0) return [{ index: name === '' ? 'recent' : `by${name}`, equals }];
  return [...new Set(statuses)].map((status) => ({ index: `by${name}Status`, equals: [...equals, status] }));
}

const matches = (entry: ReminderEntry, { statuses, workflowId }: ReminderFilters): boolean =>
  (statuses.length === 0 || statuses.includes(entry.status)) &&
  (workflowId === undefined || workflowId === entry.workflowId);
