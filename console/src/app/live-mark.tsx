import { useQuery } from '@tanstack/react-query';
import { answered, api } from '../api/client';
import { BEHIND_MS, FRESH_MS, lagOf, useLag } from '../api/lag';
import { live } from '../api/query-client';
import { useStore } from '../api/store';
import { cx } from '../parts/cx';
import { useNow } from '../words/clock';
import { fromNow, length } from '../words/time';
import styles from './live-mark.module.css';

/** A tab that just opened its stream says nothing of it yet. */
const QUIET_MS = 1_500;
/** How often it is looked whether runs are still told of, in milliseconds: no news may be none, or held up. */
const LOOK_MS = 30_000;

/** Whether the page follows what happens, and if not, since when it is out of date. */
export function LiveMark() {
  const { status, since } = useStore(live.liveness);
  const now = useNow();
  const away = now - since;
  const lag = useLagOf(status === 'live');
  const isLost = status === 'lost' || (status === 'connecting' && away > QUIET_MS);
  const isBehind = status === 'live' && lag > FRESH_MS;
  const isLive = status === 'live' && !isBehind;
  const text = isLost
    ? `Connection lost: out of date for ${length(Math.max(1_000, away))}`
    : isBehind
      ? `Shown as of ${fromNow(new Date(now - lag).toISOString(), now)}: the read model is behind`
      : isLive
        ? 'Live'
        : '';
  return (
    <>
      <p className={cx(styles.mark, isLost || isBehind ? styles.lost : isLive && styles.live)}>{text}</p>
      <span className="unseen" role="status">
        {isLost ? 'The connection is lost.' : isBehind ? 'What is shown is out of date.' : ''}
      </span>
    </>
  );
}

/** How far behind what is shown is, and what the stream tells of, in milliseconds. */
function useLagOf(isLive: boolean): number {
  useQuery({
    queryKey: ['lag'],
    queryFn: ({ signal }) => answered(api.GET('/api/automations/runs', { params: { query: { limit: 1 } }, signal })),
    enabled: isLive,
    refetchInterval: ({ state }) => (lagOf(state.data) > FRESH_MS ? BEHIND_MS : LOOK_MS),
  });
  return useLag();
}
