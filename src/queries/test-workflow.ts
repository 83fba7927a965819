import { Inject } from '@nestjs/common';
import { Query, QueryHandler } from '@nestjs/cqrs';
import type { IQueryHandler } from '@nestjs/cqrs';
import { stepTimeline } from '../../projections/step-timeline';
import { timelineOf } from '../../projections/timeline';
import type { TimelineItem } from '../../projections/timeline';
import { checkSize } from '../domain/contact/contact';
import type { Contact } from '../domain/contact/contact';
import type { Definition } from '../domain/workflow/definition';
import { withPhoneRead } from '../domain/contact/phone';
import { Facts } from '../engine/deciding/current-facts';
import { foldLog } from '../engine/projecting/fold-log';
import { simulate } from '../engine/running/simulator';
import type { Entry } from '../engine/running/simulator';
import { NotFound } from '../kernel/errors';
import { CLOCK, isoTime } from '../kernel/clock';
import type { Clock } from '../kernel/clock';
import type { JsonObject } from '../kernel/message';
import { Turns } from '../kernel/turns';

export type { Entry };

export interface TestRunAnswer {
  readonly entry: Entry;
  readonly status: 'completed' | 'failed' | 'cancelled';
  /** Virtual times, ISO 8601. */
  readonly startedAt: string;
  readonly finishedAt: string;
  readonly steps: readonly TestRunStep[];
}

export interface TestRunStep extends TimelineItem {
  /** The merge fields that came out empty: `contact.name`. */
  readonly absent: readonly string[];
}

/** What messages say of the workflow where there is none yet. */
const NO_WORKFLOW = 'draft';

/** A simulation: nothing is sent and nothing is stored. */
export class TestWorkflow extends Query<TestRunAnswer> {
  constructor(
    readonly account: string,
    /** Null: of what is no workflow yet. */
    readonly workflowId: string | null,
    readonly contact: Contact,
    readonly data: JsonObject,
    /** Milliseconds since the epoch; null: now. */
    readonly startAt: number | null,
    /** Null: the latest version. */
    readonly definition: Definition | null,
  ) {
    super();
  }
}

@QueryHandler(TestWorkflow)
export class TestWorkflowHandler implements IQueryHandler<TestWorkflow> {
  /** Of an account one after another: each holds all that it renders, 25 MB at most, until it is answered. */
  private readonly turns = new Turns();

  constructor(
    private readonly facts: Facts,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  execute(query: TestWorkflow): Promise<TestRunAnswer> {
    return this.turns.take(query.account, () => this.tried(query));
  }

  private async tried({
    account,
    workflowId,
    contact,
    data,
    startAt,
    definition: draft,
  }: TestWorkflow): Promise<TestRunAnswer> {
    checkSize(contact, data);
    const workflow = workflowId === null ? null : await this.facts.workflow(account, workflowId);
    const definition = draft ?? workflow?.definition;
    if (definition === undefined) throw new NotFound('workflow');
    const { settings } = await this.facts.account(account);
    const optOuts = await this.facts.optOuts(account, contact.id);
    const tested = withPhoneRead(contact, settings.country);
    const optedOutAddresses = await this.facts.optedOutAddresses(account, tested);
    const { entry, state, events, absent } = await simulate(
      {
        account,
        settings,
        workflowId: workflowId ?? NO_WORKFLOW,
        workflowVersion: workflow?.version ?? 1,
        definition,
        contact: tested,
        data,
        optOuts,
        optedOutAddresses,
        startAt: startAt ?? this.clock.now(),
        webhookAllowPrivate: this.facts.webhookAllowPrivate,
        links: this.facts.linksOfTests,
        isOptedOut: async (channel, to) => this.facts.isOptedOut(account, channel, to),
      },
      () => this.facts.turn(account),
    );
    const timeline = foldLog(stepTimeline, events).get(events[0]?.data.runId ?? '') ?? null;
    const times = events.map(({ metadata }) => metadata.at);
    return {
      entry,
      status: state.status,
      startedAt: times[0] ?? isoTime(this.clock.now()),
      finishedAt: times.at(-1) ?? isoTime(this.clock.now()),
      steps: timelineOf(definition, timeline, state.status).map((step) => ({
        ...step,
        absent: [...(absent.get(step.stepId) ?? [])],
      })),
    };
  }
}
