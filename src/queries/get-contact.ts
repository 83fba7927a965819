import { Query, QueryHandler } from '@nestjs/cqrs';
import type { IQueryHandler } from '@nestjs/cqrs';
import type { ContactEvent } from '../../projections/contact-events';
import { contactKey } from '../../projections/contacts';
import type { ContactEntry } from '../../projections/contacts';
import type { ReminderEntry } from '../../projections/reminders';
import type { RunHistory } from '../../projections/run-history';
import type { EventResult } from '../domain/inbound/events';
import { stepAfter } from '../domain/run/next-step';
import type { Definition } from '../domain/workflow/definition';
import type { AsOf } from '../engine/projecting/projection-progress';
import { ReadModels } from '../engine/projecting/read-models';
import type { Consistency } from '../engine/projecting/read-models';
import { NotFound } from '../kernel/errors';
import { jsonBytes } from '../kernel/json-size';
import { optOutsOf } from './opt-outs-of';
import type { OptOutsShown } from './opt-outs-of';
import { newestFirst } from './newest-first';
import { definitionsOf, labelOf, runView } from './run-view';
import type { RunView } from './run-view';

/** What happens next to a contact by itself. Times are ISO 8601. */
export type Scheduled =
  | {
      readonly type: 'wait';
      readonly at: string;
      readonly workflowId: string;
      readonly runId: string;
      /** Its workflow is paused: it does not wake. */
      readonly held: boolean;
      /** The step that it goes on with; null where none is left. */
      readonly next: RunView['currentStep'];
    }
  | {
      readonly type: 'reminder';
      readonly at: string;
      readonly workflowId: string;
      readonly reminderId: string;
      readonly held: boolean;
    };

export interface RecentEvent extends Pick<ContactEvent, 'eventId' | 'type' | 'at'> {
  /** What became of it with each workflow that listened, also with those that were paused. */
  readonly results: readonly (EventResult | Paused)[];
}

interface Paused {
  readonly workflowId: string;
  readonly outcome: 'paused';
}

export interface ContactView extends OptOutsShown {
  readonly contact: Pick<ContactEntry, 'name' | 'email' | 'phone' | 'timezone'> & { readonly id: string };
  /** The newest first. */
  readonly activeRuns: readonly RunView[];
  /** The start of the most recent run. */
  readonly lastRunAt: string | null;
  /** The soonest first. */
  readonly scheduled: readonly Scheduled[];
  /** The newest first. */
  readonly recentEvents: readonly RecentEvent[];
  readonly asOf: AsOf;
}

/** What is known of a contact, what happened to it, and what happens next. */
export class GetContact extends Query<ContactView> {
  constructor(
    readonly account: string,
    readonly contactId: string,
    readonly consistency: Consistency,
  ) {
    super();
  }
}

const MAX_LISTED = 100;
const MAX_EVENTS = 50;
/** Bytes of the events shown: one may hold what a thousand workflows made of it. */
const MAX_EVENT_BYTES = 500_000;

@QueryHandler(GetContact)
export class GetContactHandler implements IQueryHandler<GetContact> {
  constructor(private readonly models: ReadModels) {}

  /** @throws NotFound when nothing is known of it in this account */
  async execute({ account, contactId, consistency }: GetContact): Promise<ContactView> {
    const { contacts, runHistory, definitions, reminders, contactEvents } = this.models;
    const asOf = await this.models.asOf([contacts, runHistory, definitions, reminders, contactEvents], consistency);
    const key = contactKey(account, contactId);
    const entry = (await contacts.get([key])).get(key)?.document;
    if (entry?.kind !== 'contact') throw new NotFound('contact');
    const equals = [account, contactId];
    const [
      active,
      {
        documents: [last],
      },
      { documents: due },
      { documents: events },
    ] = await Promise.all([
      this.activeRuns(equals),
      newestFirst(runHistory, [{ index: 'byContact', equals }], {}, 1),
      newestFirst(reminders, [{ index: 'byContact', equals, keep: isScheduled }], {}, MAX_LISTED),
      newestFirst(contactEvents, [{ index: 'byContact', equals }], {}, MAX_EVENTS),
    ]);
    const definitionOf = await definitionsOf(definitions, active);
    const { name, email, phone, timezone } = entry;
    return {
      contact: { id: contactId, name, email, phone, timezone },
      ...(await optOutsOf(contacts, entry)),
      activeRuns: active.map((run) => runView(run, definitionOf(run))),
      lastRunAt: last?.startedAt ?? null,
      scheduled: [...active.flatMap((run) => waitOf(run, definitionOf(run))), ...due.map(reminderOf)].sort((a, b) =>
        a.at < b.at ? -1 : 1,
      ),
      recentEvents: withinBytes(events.map(recentEvent)),
      asOf,
    };
  }

  private async activeRuns(equals: readonly string[]): Promise<readonly RunHistory[]> {
    const sources = ['running', 'waiting', 'paused'].map((status) => ({
      index: 'byContactStatus',
      equals: [...equals, status],
    }));
    return (await newestFirst(this.models.runHistory, sources, {}, MAX_LISTED)).documents;
  }
}

const recentEvent = ({ eventId, type, at, results, paused = [] }: ContactEvent): RecentEvent => ({
  eventId,
  type,
  at,
  results: [...results, ...paused.map((workflowId) => ({ workflowId, outcome: 'paused' }) as const)],
});

const isScheduled = ({ status }: ReminderEntry): boolean => status === 'scheduled';

function waitOf(run: RunHistory, definition: Definition | null): readonly Scheduled[] {
  const { workflowId, runId, wakeAt, heldWakeAt } = run;
  const at = wakeAt ?? heldWakeAt;
  const next = goesOnWith(run, definition);
  return at === null ? [] : [{ type: 'wait', at, workflowId, runId, held: wakeAt === null, next }];
}

/** Before an effect that its channel has no room for, that one; else the step after the wait. */
function goesOnWith({ currentStep }: RunHistory, definition: Definition | null): RunView['currentStep'] {
  if (currentStep === null || definition === null) return null;
  const { stepId, type } = currentStep;
  if (type !== 'delay' && type !== 'business_hours') return { stepId, type, label: labelOf(definition, stepId) };
  const next = stepAfter(definition.steps, stepId);
  return next === null ? null : { stepId: next.id, type: next.type, label: next.label ?? null };
}

const reminderOf = ({ fireAt, workflowId, reminderId, reason }: ReminderEntry): Scheduled => ({
  type: 'reminder',
  at: fireAt,
  workflowId,
  reminderId,
  held: reason !== null,
});

function withinBytes<T>(items: readonly T[]): readonly T[] {
  let bytes = 0;
  return items.filter((item) => (bytes += jsonBytes(item)) <= MAX_EVENT_BYTES);
}
