import { Query, QueryHandler } from '@nestjs/cqrs';
import type { IQueryHandler } from '@nestjs/cqrs';
import { contactKey } from '../../projections/contacts';
import type { ReminderEntry, ReminderStatus } from '../../projections/reminders';
import type { AsOf } from '../engine/projecting/projection-progress';
import { ReadModels } from '../engine/projecting/read-models';
import type { Consistency } from '../engine/projecting/read-models';
import { findContacts } from './find-contacts';
import { newestFirst } from './newest-first';
import type { Source } from './newest-first';

export interface ReminderFilters {
  /** Any of these; empty: all. */
  readonly statuses: readonly ReminderStatus[];
  readonly workflowId?: string;
  /** An id, or the beginning of a word of a name, of an email or of a phone number. */
  readonly contact?: string;
}

export interface ReminderView extends Omit<ReminderEntry, 'account' | 'order'> {
  readonly contactName: string | null;
}

export interface ReminderPage {
  readonly items: readonly ReminderView[];
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

  /** @throws DomainError `too_broad` */
  async execute({ account, filters, after, limit, consistency }: ListReminders): Promise<ReminderPage> {
    const { reminders, contacts } = this.models;
    const asOf = await this.models.asOf([reminders, contacts], consistency);
    const range = after === null ? {} : { before: after };
    const { documents, next } = await newestFirst(reminders, await this.sources(account, filters), range, limit);
    const keyOf = ({ contactId }: ReminderEntry): string => contactKey(account, contactId);
    const known = await contacts.get([...new Set(documents.map(keyOf))]);
    const items = documents.map((entry) => {
      const { account: _, order, ...reminder } = entry;
      const contact = known.get(keyOf(entry))?.document;
      return { ...reminder, contactName: contact?.kind === 'contact' ? contact.name : null };
    });
    return { items, next, asOf };
  }

  /** A contact has few. */
  private async sources(account: string, filters: ReminderFilters): Promise<readonly Source<ReminderEntry>[]> {
    if (filters.contact === undefined) return indexed(account, filters);
    const found = await findContacts(this.models.contacts, account, filters.contact);
    const contactIds = new Set([...found, filters.contact.trim()]);
    const keep = (entry: ReminderEntry): boolean => matches(entry, filters);
    return Array.from(contactIds, (contactId) => ({ index: 'byContact', equals: [account, contactId], keep }));
  }
}

/** One index range a status, so that each is read in order and no further than the page. */
function indexed(account: string, { statuses, workflowId }: ReminderFilters): readonly Source<ReminderEntry>[] {
  const equals = workflowId === undefined ? [account] : [account, workflowId];
  const name = workflowId === undefined ? '' : 'Workflow';
  if (statuses.length === 0) return [{ index: name === '' ? 'recent' : `by${name}`, equals }];
  return [...new Set(statuses)].map((status) => ({ index: `by${name}Status`, equals: [...equals, status] }));
}

const matches = (entry: ReminderEntry, { statuses, workflowId }: ReminderFilters): boolean =>
  (statuses.length === 0 || statuses.includes(entry.status)) &&
  (workflowId === undefined || workflowId === entry.workflowId);
