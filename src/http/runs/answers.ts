import type { Cancelled, RunStatus } from '../../../projections/run-history';
import type { RunAnswer } from '../../commands/cancel-run';
import type { ResumeAnswer } from '../../commands/resume-run';
import type { SettledOutcome } from '../../commands/settle-outcome';
import type { RunWithTimeline } from '../../queries/get-run';
import type { ReplayedRun } from '../../queries/replay-run';
import { contact } from '../openapi/contact';
import { asOf, position } from '../openapi/parts';
import { runFields, runStatus } from '../openapi/run';
import { anyFields, listOf, name, object, only, orNull, text, time, words } from '../openapi/schema';
import { timelineItem } from '../openapi/timeline';

const answered = { runId: text, status: runStatus, position };

export const runWithTimeline = name(
  'RunWithTimeline',
  object<RunWithTimeline & Partial<Pick<ReplayedRun, 'began'>>>(
    {
      ...runFields,
      startedBy: { ...orNull(text), description: 'who enrolled the contact, by hand' },
      cancelled: orNull(object<Cancelled>({ by: text, at: time, reason: orNull(text) })),
      timeline: listOf(timelineItem),
      asOf,
    },
    {
      began: {
        ...object<ReplayedRun['began']>({ contact, data: anyFields }),
        description: 'the contact and data that it began with; of a run as it was',
      },
    },
  ),
);

export const cancelledRun = name(
  'CancelledRun',
  object<RunAnswer>({ ...answered, status: words<RunStatus>('cancelled') }),
);

export const settledOutcome = name(
  'SettledOutcome',
  object<SettledOutcome>({ runId: text, stepId: text, outcome: words('sent', 'not_sent'), position }),
);

export const resumedRun = name('ResumedRun', {
  oneOf: [
    object<Extract<ResumeAnswer, { resumed: true }>>({ ...answered, resumed: only(true) }),
    object<Extract<ResumeAnswer, { resumed: false }>>({
      ...answered,
      resumed: only(false),
      reason: words('not_waiting', 'wait_over', 'run_ended'),
    }),
  ],
});
