import {
  Ban,
  Check,
  CircleDashed,
  CirclePause,
  Clock,
  LoaderCircle,
  Minus,
  Pencil,
  TriangleAlert,
  Archive,
} from 'lucide-react';
import type { LucideIcon } from 'lucide-react';
import { cx } from './cx';
import styles from './pill.module.css';

type Tone = 'good' | 'bad' | 'busy' | 'held' | 'quiet';

/** Statuses of runs, of steps and of automations: one word, one colour and one sign each. */
const STATUSES = {
  running: ['busy', LoaderCircle, 'Running'],
  waiting: ['busy', Clock, 'Waiting'],
  paused: ['held', CirclePause, 'Paused'],
  completed: ['good', Check, 'Completed'],
  failed: ['bad', TriangleAlert, 'Failed'],
  cancelled: ['quiet', Ban, 'Cancelled'],
  skipped: ['quiet', Minus, 'Skipped'],
  pending: ['quiet', CircleDashed, 'Pending'],
  draft: ['quiet', Pencil, 'Draft'],
  active: ['good', Check, 'Active'],
  archived: ['quiet', Archive, 'Archived'],
} as const satisfies Record<string, readonly [Tone, LucideIcon, string]>;

export type Status = keyof typeof STATUSES;

export const statusWord = (status: Status): string => STATUSES[status][2];

export function StatusPill({ status }: { readonly status: Status }) {
  const [tone, Icon, word] = STATUSES[status];
  return (
    <Pill tone={tone}>
      <Icon aria-hidden />
      {word}
    </Pill>
  );
}

export function Pill({ tone, children }: { readonly tone: Tone; readonly children: React.ReactNode }) {
  return <span className={cx(styles.pill, styles[tone])}>{children}</span>;
}
