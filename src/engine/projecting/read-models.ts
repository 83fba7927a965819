import type { SettingsOfAccount } from '../../../projections/account-settings';
import { accountSettings } from '../../../projections/account-settings';
import type { ContactEntry } from '../../../projections/contacts';
import { contacts } from '../../../projections/contacts';
import type { DefinedVersion } from '../../../projections/definitions';
import { definitions } from '../../../projections/definitions';
import type { DueWait } from '../../../projections/due-waits';
import { dueWaits } from '../../../projections/due-waits';
import type { OpenWork } from '../../../projections/open-work';
import { openWork } from '../../../projections/open-work';
import type { OutboxEffect } from '../../../projections/outbox';
import { outbox } from '../../../projections/outbox';
import type { OverviewStats } from '../../../projections/overview-stats';
import { overviewStats } from '../../../projections/overview-stats';
import type { RunHistory } from '../../../projections/run-history';
import { runHistory } from '../../../projections/run-history';
import type { StepTimeline } from '../../../projections/step-timeline';
import { stepTimeline } from '../../../projections/step-timeline';
import type { WorkflowSummary } from '../../../projections/workflows';
import { workflows } from '../../../projections/workflows';
import { DomainError } from '../../kernel/errors';
import { positionToBigInt } from '../../kernel/message';
import type { Position } from '../../kernel/message';
import type { ReadModel, ReadStore } from '../../ports/read-store';
import type { AsOf, ProjectionProgress } from './projection-progress';

/** What a reader asks for to see their own writes. */
export interface Consistency {
  /** START: whatever is there. */
  readonly minPosition: Position;
  readonly timeoutMs: number;
}

/** The read models as readers see them, and how far each is folded. */
export class ReadModels {
  private constructor(
    readonly runHistory: ReadModel<RunHistory>,
    readonly stepTimeline: ReadModel<StepTimeline>,
    readonly overviewStats: ReadModel<OverviewStats>,
    readonly workflows: ReadModel<WorkflowSummary>,
    readonly definitions: ReadModel<DefinedVersion>,
    readonly accountSettings: ReadModel<SettingsOfAccount>,
    readonly contacts: ReadModel<ContactEntry>,
    readonly outbox: ReadModel<OutboxEffect>,
    readonly dueWaits: ReadModel<DueWait>,
    readonly openWork: ReadModel<OpenWork>,
    readonly progress: ProjectionProgress,
  ) {}

  static async open(store: ReadStore, progress: ProjectionProgress): Promise<ReadModels> {
    return new ReadModels(
      await store.open(runHistory),
      await store.open(stepTimeline),
      await store.open(overviewStats),
      await store.open(workflows),
      await store.open(definitions),
      await store.open(accountSettings),
      await store.open(contacts),
      await store.open(outbox),
      await store.open(dueWaits),
      await store.open(openWork),
      progress,
    );
  }

  /**
   * Where a query over these read models stands; to be asked before the documents are read, so that it never claims more
   * than they hold.
   * @throws DomainError `read_model_behind` when they don't get to `minPosition` in time
   */
  async asOf(models: readonly ReadModel[], { minPosition, timeoutMs }: Consistency): Promise<AsOf> {
    const names = models.map(({ shape }) => shape.name);
    if (!(await this.progress.reached(names, minPosition, timeoutMs)))
      throw readModelBehind(minPosition, this.progress.asOf(names).position);
    return this.progress.asOf(names);
  }
}

/** `lag` is the number of places in the log between the two positions. */
function readModelBehind(minPosition: Position, position: Position): DomainError {
  const lag = Number(positionToBigInt(minPosition) - positionToBigInt(position));
  return new DomainError('read_model_behind', 'the read model has not got there yet', { position, lag });
}
