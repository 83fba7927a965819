import { live } from '../api/query-client';
import { useStore } from '../api/store';
import { cx } from '../parts/cx';
import { useNow } from '../words/clock';
import { length } from '../words/time';
import styles from './live-mark.module.css';

/** A tab that just opened its stream says nothing of it yet. */
const QUIET_MS = 1_500;

/** Whether the page follows what happens, and if not, since when it is out of date. */
export function LiveMark() {
  const liveness = useStore(live.liveness);
  const now = useNow();
  const behind = 'since' in liveness ? now - liveness.since : 0;
  const told = liveness.status === 'lost' || (liveness.status === 'connecting' && behind > QUIET_MS);
  return (
    <p className={cx(styles.mark, told ? styles.lost : liveness.status === 'live' && styles.live)} role="status">
      {told
        ? `Connection lost: out of date for ${length(Math.max(1_000, behind))}`
        : liveness.status === 'live'
          ? 'Live'
          : ''}
    </p>
  );
}
