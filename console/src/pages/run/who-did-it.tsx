import type { Run, RunWithSteps } from '../../api/runs-seen';
import { Moment } from '../../parts/moment';
import { whoInWords } from '../../words/who';
import styles from './run.module.css';

interface WhoDidItProps {
  readonly run: Run;
  /** Null while they are not there: who it was comes with them. */
  readonly steps: RunWithSteps | null;
}

/** What and who began a run, and who ended it, when and why. */
export function WhoDidIt({ run: { trigger }, steps }: WhoDidItProps) {
  const cancelled = steps?.cancelled ?? null;
  return (
    <p className={styles.who}>
      Begun by {beginner(trigger, steps?.startedBy ?? null)}.{' '}
      {cancelled === null ? null : (
        <>
          Cancelled <Moment at={cancelled.at} /> by {whoInWords(cancelled.by)}
          {cancelled.reason === null ? '' : `: “${cancelled.reason}”`}.
        </>
      )}
    </p>
  );
}

function beginner(trigger: Run['trigger'], startedBy: string | null): string {
  switch (trigger.type) {
    case 'manual':
      return startedBy === null ? 'somebody, by hand' : `${whoInWords(startedBy)}, by hand`;
    case 'event':
      return trigger.event === undefined ? 'an event' : `an event “${trigger.event}”`;
    case 'reminder':
      return trigger.event === undefined ? 'a reminder' : `a reminder of “${trigger.event}”`;
  }
}
