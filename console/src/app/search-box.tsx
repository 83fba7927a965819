import { Search } from 'lucide-react';
import { Suspense, useEffect, useState } from 'react';
import { later } from '../parts/later';
import styles from './search-box.module.css';

const SearchDialog = later(() => import('./search-dialog').then((module) => module.SearchDialog));

const inText = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || /^(?:INPUT|TEXTAREA|SELECT)$/.test(target.tagName));

/** The way to a contact from every page: by a press, by / or by ⌘K. */
export function SearchBox() {
  const [open, setOpen] = useState(false);
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      const shortcut = event.key === 'k' && (event.metaKey || event.ctrlKey);
      if (!shortcut && (event.key !== '/' || inText(event.target))) return;
      event.preventDefault();
      setOpen(true);
    };
    addEventListener('keydown', onKey);
    return () => {
      removeEventListener('keydown', onKey);
    };
  }, []);
  return (
    <>
      <button
        type="button"
        className={styles.box}
        onClick={() => {
          setOpen(true);
        }}
      >
        <Search aria-hidden />
        <span>Find a contact</span>
        <kbd>/</kbd>
      </button>
      <Suspense fallback={null}>
        {open ? (
          <SearchDialog
            onClose={() => {
              setOpen(false);
            }}
          />
        ) : null}
      </Suspense>
    </>
  );
}
