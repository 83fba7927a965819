import { Button } from '../../parts/button';
import type { Saved } from './queries';
import styles from './editor.module.css';

interface NoticesProps {
  /** JSON that was typed is broken, and stands in the other view. */
  readonly brokenJson: boolean;
  readonly newer: Saved | null;
  readonly onShowNewer: (newer: Saved) => void;
  readonly onShowJson: () => void;
}

/** What must not be missed while one edits. */
export const Notices = ({ brokenJson, newer, onShowNewer, onShowJson }: NoticesProps) => (
  <>
    {newer === null ? null : (
      <div className={styles.notice} role="status">
        <p>Somebody saved version {newer.version} while you edit.</p>
        <Button
          onClick={() => {
            onShowNewer(newer);
          }}
        >
          See what differs
        </Button>
      </div>
    )}
    {brokenJson ? (
      <div className={styles.notice}>
        <p>The JSON that you typed is not right yet, and is kept as it is. This form shows what was right last.</p>
        <Button onClick={onShowJson}>Go on with the JSON</Button>
      </div>
    ) : null}
  </>
);
