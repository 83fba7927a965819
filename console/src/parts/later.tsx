import { lazy } from 'react';
import type { ComponentType } from 'react';
import { Button } from './button';
import styles from './later.module.css';

/** A part that is loaded when it is first shown; one that is gone from the service says so in its place. */
export const later = <Props extends object>(load: () => Promise<ComponentType<Props>>) =>
  lazy(() =>
    load().then(
      (part) => ({ default: part }),
      () => ({ default: Gone as ComponentType<Props> }),
    ),
  );

/** Files are named by their hash: after an upgrade those of before are not there any more. */
const Gone = () => (
  <p className={styles.notice} role="alert">
    Runledger was upgraded since this page was opened, or cannot be reached.
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
