import { Inject } from '@nestjs/common';
import { Query, QueryHandler } from '@nestjs/cqrs';
import type { IQueryHandler } from '@nestjs/cqrs';
import { runHistory } from '../../projections/run-history';
import { stepTimeline } from '../../projections/step-timeline';
import { timelineOf } from '../../projections/timeline';
import type { DomainEvent, Recorded } from '../domain/events';
import type { RunStarted } from '../domain/run/events';
import { runStream } from '../domain/streams';
import { Replay } from '../engine/auditing/replay';
import type { Moment } from '../engine/auditing/replay';
import { ReadModels } from '../engine/projecting/read-models';
import { CLOCK } from '../kernel/clock';
import type { Clock } from '../kernel/clock';
import { NotFound } from '../kernel/errors';
import { START } from '../kernel/message';
import type { Projection } from '../kernel/projection';
import type { RunWithTimeline } from './get-run';
import { definitionsOf, runView, whoDid } from './run-view';

export type { Moment };

export interface ReplayedRun extends RunWithTimeline {
  /** The contact and data that it began with, which only its stream has. */
  readonly began: Pick<RunStarted, 'contact' | 'data'>;
}

/** A run as it was, folded from its stream by the folds of the live read models. */
export class ReplayRun extends Query<ReplayedRun> {
  constructor(
    readonly account: string,
    readonly runId: string,
    readonly moment: Moment,
    /** How long the definition that it follows may take to be folded, in milliseconds. */
    readonly timeoutMs: number,
  ) {
    super();
  }
}

@QueryHandler(ReplayRun)
export class ReplayRunHandler implements IQueryHandler<ReplayRun> {
  constructor(
    private readonly replay: Replay,
    private readonly models: ReadModels,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** @throws NotFound also before its start; InvalidRequest for a moment that never was; what `ReadModels.asOf` throws */
  async execute({ account, runId, moment, timeoutMs }: ReplayRun): Promise<ReplayedRun> {
    const events = await this.replay.beginning(runStream(runId), account, moment, this.clock.now());
    const { run, steps } = foldedRun(runId, events);
    const [first] = events;
    if (run === null || first?.type !== 'RunStarted') throw new NotFound('run');
    const { contact, data } = first.data;
    const { definitions } = this.models;
    await this.models.asOf([definitions], { minPosition: first.position, timeoutMs });
    const definition = (await definitionsOf(definitions, [run]))(run);
    if (definition === null) throw new NotFound('workflow version');
    const position = events.at(-1)?.position ?? START;
    return {
      ...runView(run, definition),
      ...whoDid(run),
      timeline: timelineOf(definition, steps, run.status),
      began: { contact, data },
      asOf: { position, lagMs: 0 },
    };
  }
}

/** What the live read models held of a run after these events of it. */
export const foldedRun = (runId: string, events: readonly Recorded[]) => ({
  run: folded(runHistory, runId, events),
  steps: folded(stepTimeline, runId, events),
});

/** The document of one key after these events. */
const folded = <Doc extends object>(
  projection: Projection<Doc, DomainEvent>,
  key: string,
  events: readonly Recorded[],
): Doc | null =>
  events.reduce<Doc | null>(
    (document, event) => (projection.keys(event).includes(key) ? projection.fold(document, event, key) : document),
    null,
  );
