import { Query, QueryHandler } from '@nestjs/cqrs';
import type { IQueryHandler } from '@nestjs/cqrs';
import type { ContactEntry } from '../../projections/contacts';
import type { RunHistory, RunStatus } from '../../projections/run-history';
import { folded } from '../../projections/search-text';
import type { AsOf } from '../engine/projecting/projection-progress';
import { ReadModels } from '../engine/projecting/read-models';
import type { Consistency } from '../engine/projecting/read-models';
import { DomainError } from '../kernel/errors';
import { newestFirst } from './newest-first';
import type { Source } from './newest-first';
import { definitionsOf, runView } from './run-view';
import type { RunView } from './run-view';

export interface RunFilters {
  /** Any of these; empty: all. */
  readonly statuses: readonly RunStatus[];
  readonly workflowId?: string;
  /** An id, or the beginning of a name, an email or a phone number. */
  readonly contact?: string;
  /** Started at or after, ISO 8601 UTC with milliseconds. */
  readonly from?: string;
  /** Started before, likewise. */
  readonly to?: string;
  readonly errorCode?: string;
}

export interface RunPage {
  readonly items: readonly RunView[];
  /** The order key of the last item when there are more. */
  readonly next: string | null;
  readonly asOf: AsOf;
}

/** Runs of one account, newest first. */
export class ListRuns extends Query<RunPage> {
  constructor(
    readonly account: string,
    readonly filters: RunFilters,
    /** The order key that the page before ended with. */
    readonly after: string | null,
    readonly limit: number,
    readonly consistency: Consistency,
  ) {
    super();
  }
}

/** A search that more contacts match is not a search yet. */
const MAX_CONTACTS = 100;

@QueryHandler(ListRuns)
export class ListRunsHandler implements IQueryHandler<ListRuns> {
  constructor(private readonly models: ReadModels) {}

  async execute({ account, filters, after, limit, consistency }: ListRuns): Promise<RunPage> {
    const { runHistory, definitions, contacts } = this.models;
    const shown = [runHistory, definitions];
    const asOf = await this.models.asOf(filters.contact === undefined ? shown : [...shown, contacts], consistency);
    const before = after ?? filters.to;
    const range = {
      ...(filters.from === undefined ? {} : { from: filters.from }),
      ...(before === undefined ? {} : { before }),
    };
    const sources = await this.sources(account, filters);
    const runs = await newestFirst(runHistory, sources, range, limit + 1);
    const page = runs.slice(0, limit);
    // only a step that a run is at has a label to show
    const atStep = page.filter(({ currentStep }) => currentStep !== null);
    const definitionOf = await definitionsOf(definitions, atStep);
    return {
      items: page.map((run) => runView(run, definitionOf(run))),
      next: runs.length > limit ? (page.at(-1)?.order ?? null) : null,
      asOf,
    };
  }

  private async sources(account: string, filters: RunFilters): Promise<readonly Source<RunHistory>[]> {
    if (filters.contact === undefined) return indexed(account, filters);
    const contactIds = await this.contactIds(account, filters.contact);
    const keep = (run: RunHistory): boolean => matches(run, filters);
    return contactIds.map((contactId) => ({ index: 'byContact', equals: [account, contactId], keep }));
  }

  private async contactIds(account: string, text: string): Promise<readonly string[]> {
    const tooBroad = new DomainError(
      'too_broad',
      `a search takes 2 characters or more and finds at most ${MAX_CONTACTS} contacts`,
    );
    if (Array.from(text).length < 2) throw tooBroad;
    const prefix = folded(text);
    const found = await Promise.all(
      ['byName', 'byEmail', 'byPhone'].map((index) =>
        this.models.contacts.find({
          index,
          equals: [account],
          from: prefix,
          before: `${prefix}\u{10ffff}`,
          limit: MAX_CONTACTS + 1,
        }),
      ),
    );
    const ids = new Set(found.flat().map(({ document }: { document: ContactEntry }) => document.contactId));
    if (ids.size > MAX_CONTACTS) throw tooBroad;
    return [...ids.add(text)];
  }
}

/** One index range a status, so that each is read in order and no further than the page. */
function indexed(account: string, { statuses, workflowId, errorCode }: RunFilters): readonly Source<RunHistory>[] {
  const name = `${errorCode === undefined ? '' : 'Error'}${workflowId === undefined ? '' : 'Workflow'}`;
  const equals = [account, errorCode, workflowId].filter((value) => value !== undefined);
  if (statuses.length === 0) return [{ index: name === '' ? 'recent' : `by${name}`, equals }];
  return [...new Set(statuses)].map((status) => ({ index: `by${name}Status`, equals: [...equals, status] }));
}

const matches = (run: RunHistory, { statuses, workflowId, errorCode }: RunFilters): boolean =>
  (statuses.length === 0 || statuses.includes(run.status)) &&
  (workflowId === undefined || run.workflowId === workflowId) &&
  (errorCode === undefined || run.errorCode === errorCode);
