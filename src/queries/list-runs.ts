import { Query, QueryHandler } from '@nestjs/cqrs';
import type { IQueryHandler } from '@nestjs/cqrs';
import type { RunHistory, RunStatus } from '../../projections/run-history';
import type { AsOf } from '../engine/projecting/projection-progress';
import { ReadModels } from '../engine/projecting/read-models';
import type { Consistency } from '../engine/projecting/read-models';
import { findContacts } from './find-contacts';
import { newestFirst } from './newest-first';
import type { Source } from './newest-first';
import { definitionsOf, runView } from './run-view';
import type { RunView } from './run-view';

export interface RunFilters {
  /** Any of these; empty: all. */
  readonly statuses: readonly RunStatus[];
  readonly workflowId?: string;
  /** An id, or the beginning of a word of a name, of an email or of a phone number. */
  readonly contact?: string;
  /** Of this contact alone. */
  readonly contactId?: string;
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
    const { documents: page, next } = await newestFirst(runHistory, sources, range, limit);
    // only a step that a run is at has a label to show
    const atStep = page.filter(({ currentStep }) => currentStep !== null);
    const definitionOf = await definitionsOf(definitions, atStep);
    return {
      items: page.map((run) => runView(run, definitionOf(run))),
      next,
      asOf,
    };
  }

  private async sources(account: string, filters: RunFilters): Promise<readonly Source<RunHistory>[]> {
    const keep = (run: RunHistory): boolean => matches(run, filters);
    const contactIds = await this.contactIds(account, filters);
    if (contactIds === null) return indexed(account, filters);
    return contactIds.map((contactId) => ({ index: 'byContact', equals: [account, contactId], keep }));
  }

  /** Null: whoever it is. @throws DomainError `too_broad` */
  private async contactIds(account: string, { contact, contactId }: RunFilters): Promise<readonly string[] | null> {
    if (contact === undefined) return contactId === undefined ? null : [contactId];
    const found = [...(await findContacts(this.models.contacts, account, contact)), contact.trim()];
    return contactId === undefined ? [...new Set(found)] : found.includes(contactId) ? [contactId] : [];
  }
}

/** One index range a status, so that each is read in order and no further than the page; unknown outcomes are few. */
function indexed(account: string, filters: RunFilters): readonly Source<RunHistory>[] {
  const { statuses, workflowId, errorCode } = filters;
  if (errorCode === 'outcome_unknown')
    return [{ index: 'byUnknown', equals: [account, errorCode], keep: (run) => matches(run, filters) }];
  const name = `${errorCode === undefined ? '' : 'Error'}${workflowId === undefined ? '' : 'Workflow'}`;
  const equals = [account, errorCode, workflowId].filter((value) => value !== undefined);
  if (statuses.length === 0) return [{ index: name === '' ? 'recent' : `by${name}`, equals }];
  return [...new Set(statuses)].map((status) => ({ index: `by${name}Status`, equals: [...equals, status] }));
}

const matches = (run: RunHistory, { statuses, workflowId, errorCode }: RunFilters): boolean =>
  (statuses.length === 0 || statuses.includes(run.status)) &&
  (workflowId === undefined || run.workflowId === workflowId) &&
  (errorCode === undefined || run.errorCode === errorCode || run.unknown === errorCode);
