import { Query, QueryHandler } from '@nestjs/cqrs';
import type { IQueryHandler } from '@nestjs/cqrs';
import { contactKey } from '../../projections/contacts';
import type { ContactEntry } from '../../projections/contacts';
import { folded, indexed, searchKey } from '../../projections/search-text';
import type { AsOf } from '../engine/projecting/projection-progress';
import { ReadModels } from '../engine/projecting/read-models';
import type { Consistency } from '../engine/projecting/read-models';
import { findContacts } from './find-contacts';

export interface ContactItem {
  readonly contact: Pick<ContactEntry, 'name' | 'email' | 'phone' | 'timezone'> & { readonly id: string };
  /** The start of its most recent run, ISO 8601. */
  readonly lastRunAt: string | null;
  /** How many; a hundred of a status at most. */
  readonly activeRuns: number;
}

export interface ContactPage {
  readonly items: readonly ContactItem[];
  /** The order key of the last item when there are more. */
  readonly next: string | null;
  readonly asOf: AsOf;
}

/**
 * Contacts as the runs' filter finds them, by name; without a search those of the latest runs, the newest first, as one page.
 */
export class SearchContacts extends Query<ContactPage> {
  constructor(
    readonly account: string,
    /** Null: none in particular. */
    readonly search: string | null,
    /** The order key that the page before ended with. */
    readonly after: string | null,
    readonly limit: number,
    readonly consistency: Consistency,
  ) {
    super();
  }
}

/** Runs that are looked at for whose they are. */
const LATEST_RUNS = 200;
const MAX_COUNTED = 100;
const ACTIVE = ['running', 'waiting', 'paused'];

@QueryHandler(SearchContacts)
export class SearchContactsHandler implements IQueryHandler<SearchContacts> {
  constructor(private readonly models: ReadModels) {}

  /** @throws DomainError `too_broad` */
  async execute({ account, search, after, limit, consistency }: SearchContacts): Promise<ContactPage> {
    const asOf = await this.models.asOf([this.models.contacts, this.models.runHistory], consistency);
    const found = search === null ? await this.latest(account) : await this.matching(account, search, after);
    const shown = found.slice(0, limit);
    const last = shown.at(-1);
    return {
      items: await Promise.all(shown.map((entry) => this.itemOf(entry))),
      next: search === null || last === undefined || found.length <= limit ? null : orderOf(last),
      asOf,
    };
  }

  private async matching(account: string, search: string, after: string | null): Promise<readonly ContactEntry[]> {
    const ids = new Set([...(await findContacts(this.models.contacts, account, search)), search.trim()]);
    const ordered = (await this.entries(account, [...ids]))
      .map((entry) => ({ entry, order: orderOf(entry) }))
      .sort((a, b) => (a.order < b.order ? -1 : 1));
    return ordered.filter(({ order }) => after === null || order > after).map(({ entry }) => entry);
  }

  private async latest(account: string): Promise<readonly ContactEntry[]> {
    const { runHistory } = this.models;
    const runs = await runHistory.find({ index: 'recent', equals: [account], descending: true, limit: LATEST_RUNS });
    return this.entries(account, [...new Set(runs.map(({ document }) => document.contactId))]);
  }

  private async entries(account: string, ids: readonly string[]): Promise<readonly ContactEntry[]> {
    const keys = ids.map((id) => contactKey(account, id));
    const found = await this.models.contacts.get(keys);
    return keys.flatMap((key) => {
      const document = found.get(key)?.document;
      return document?.kind === 'contact' ? [document] : [];
    });
  }

  private async itemOf({ account, contactId, name, email, phone, timezone }: ContactEntry): Promise<ContactItem> {
    const { runHistory } = this.models;
    const equals = [account, contactId];
    const [[last], ...active] = await Promise.all([
      runHistory.find({ index: 'byContact', equals, descending: true, limit: 1 }),
      ...ACTIVE.map((status) =>
        runHistory.find({ index: 'byContactStatus', equals: [...equals, status], limit: MAX_COUNTED }),
      ),
    ]);
    return {
      contact: { id: contactId, name, email, phone, timezone },
      lastRunAt: last?.document.startedAt ?? null,
      activeRuns: active.reduce((count, runs) => count + runs.length, 0),
    };
  }
}

/** By name, whatever its case and accents. */
const orderOf = ({ name, contactId }: ContactEntry): string =>
  searchKey(indexed(folded(indexed(name ?? ''))), contactId);
