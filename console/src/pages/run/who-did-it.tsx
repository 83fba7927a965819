import type { Run } from '../../api/runs-seen';
import { Moment } from '../../parts/moment';
import styles from './run.module.css';

const BY: Readonly<Record<Run['trigger']['type'], string>> = {
  event: 'an event',
  manual: 'somebody, by hand',
  reminder: 'a reminder',
};

/** What began a run, and who ended it. */
export function WhoDidIt({ run }: { readonly run: Run }) {
  const { trigger, status, finishedAt } = run;
  const what = 'event' in trigger ? ` “${trigger.event}”` : '';
  return (
    <p className={styles.who}>
      Begun by {BY[trigger.type]}
      {what}.{' '}
      {status === 'cancelled' && finishedAt !== null ? (
        <>
          Cancelled <Moment at={finishedAt} />.
        </>
      ) : null}
    </p>
  );
}
