import type { RunEvent } from '../../domain/run/events';
import type { RunState } from '../../domain/run/run-state';
import type { Position } from '../../kernel/message';
import type { Loaded } from '../deciding/ledger';

export interface RunAnswer {
  readonly runId: string;
  readonly status: RunState['status'];
  readonly position: Position;
}

export type ResumeAnswer =
  (RunAnswer & { readonly resumed: true }) | (RunAnswer & { readonly resumed: false; readonly reason: string });

export const answerOf = (runId: string, { state, position }: Loaded<RunState>): RunAnswer => ({
  runId,
  status: state.status,
  position,
});

/** The step that failed, and why, for logs. */
export const errorOf = ({ data }: RunEvent): object =>
  'error' in data && 'stepId' in data ? { stepId: data.stepId, why: data.error.message } : {};
