import { Menu as MenuIcon, X } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import type { ReactNode } from 'react';
import { useLocation } from 'wouter';
import { Button } from '../parts/button';
import { cx } from '../parts/cx';
import { LiveMark } from './live-mark';
import { Navigation } from './navigation';
import { SearchBox } from './search-box';
import styles from './frame.module.css';

/** What stands around every page. */
export function Frame({ children }: { readonly children: ReactNode }) {
  const [path] = useLocation();
  /** The menu of a phone closes where it led to. */
  const [openOn, setOpenOn] = useState<string | null>(null);
  const open = openOn === path;
  const main = useRef<HTMLElement>(null);
  const first = useRef(true);
  useEffect(() => {
    if (first.current) first.current = false;
    else main.current?.focus({ preventScroll: true });
    scrollTo(0, 0);
  }, [path]);
  return (
    <div className={styles.frame}>
      <a href="#main" className={styles.skip}>
        Skip to the page
      </a>
      <header className={styles.top}>
        <Button
          kind="quiet"
          className={styles.menu}
          icon={open ? <X aria-hidden /> : <MenuIcon aria-hidden />}
          aria-label={open ? 'Close the menu' : 'Open the menu'}
          aria-expanded={open}
          onClick={() => {
            setOpenOn(open ? null : path);
          }}
        />
        <SearchBox />
        <LiveMark />
      </header>
      <aside className={cx(styles.side, open && styles.open)}>
        <Navigation />
      </aside>
      <main id="main" ref={main} tabIndex={-1} className={styles.main}>
        {children}
      </main>
    </div>
  );
}
