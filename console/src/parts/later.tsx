import { createElement, useEffect } from 'react';
import type { ComponentType } from 'react';
import { Store, useStore } from '../api/store';
import { Button } from './button';
import styles from './later.module.css';

/**
 * A part that is loaded when it is first shown; one that is gone from the service says so in its place. React's `lazy` would
 * hold back what has come for 300 ms after it showed that something is to come.
 *
 * @param meanwhile shown until it is there, with the same properties; nothing is, unless told
 */
export function later<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
  meanwhile: ComponentType<Props> | null = null,
): ComponentType<Props> {
  const part = new Store(meanwhile);
  let loading: Promise<void> | null = null;
  const begin = async (): Promise<void> => {
    try {
      part.set(await load());
    } catch {
      part.set(Gone);
    }
  };
  return function Later(props: Props) {
    const shown = useStore(part);
    useEffect(() => {
      loading ??= begin();
    }, []);
    return shown === null ? null : createElement(shown, props);
  };
}

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
