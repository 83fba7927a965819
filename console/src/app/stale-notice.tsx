import { useStore } from '../api/store';
import { Button } from '../parts/button';
import { stalePage } from '../parts/stale-page';
import styles from './stale-notice.module.css';

/** The service was upgraded under this page. */
export function StaleNotice() {
  if (!useStore(stalePage)) return null;
  return (
    <p className={styles.notice} role="alert">
      Runledger was upgraded since this page was opened.
      <Button
        kind="primary"
        onClick={() => {
          location.reload();
        }}
      >
        Reload
      </Button>
    </p>
  );
}
