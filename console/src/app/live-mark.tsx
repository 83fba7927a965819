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
  const { status, since } = useStore(live.liveness);
  const behind = useNow() - since;
  const told = status === 'lost' || (status === 'connecting' && behind > QUIET_MS);
  const text = told
    ? `Connection lost: out of date for ${length(Math.max(1_000, behind))}`
    : status === 'live'
      ? 'Live'
      : '';
  return (
    <>
      <p className={cx(styles.mark, told ? styles.lost : status === 'live' && styles.live)}>{text}</p>
      <span className="unseen" role="status">
        {told ? 'The connection is lost.' : ''}
      </span>
    </>
  );
}
