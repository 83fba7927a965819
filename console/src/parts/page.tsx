import { useEffect } from 'react';
import type { ReactNode } from 'react';
import { cx } from './cx';
import styles from './page.module.css';

interface PageProps {
  readonly title: string;
  /** Beside the title: a status. */
  readonly beside?: ReactNode;
  /** Under it, in a line. */
  readonly about?: ReactNode;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

/** A page: its title is the window's too. */
export function Page({ title, beside, about, actions, children }: PageProps) {
  useEffect(() => {
    document.title = `${title} · Runledger`;
  }, [title]);
  return (
    <>
      <header className={styles.head}>
        <div className={styles.titles}>
          <div className={styles.line}>
            <h1>{title}</h1>
            {beside}
          </div>
          {about === undefined ? null : <p className="soft">{about}</p>}
        </div>
        {actions === undefined ? null : <div className={styles.actions}>{actions}</div>}
      </header>
      {children}
    </>
  );
}

interface CardProps {
  readonly title?: string;
  readonly beside?: ReactNode;
  readonly children: ReactNode;
  /** Its content reaches the borders: a list does. */
  readonly flush?: boolean;
}

export function Card({ title, beside, children, flush = false }: CardProps) {
  return (
    <section className={cx(styles.card, flush && styles.flush)}>
      {title === undefined ? null : (
        <header className={styles.cardHead}>
          <h2>{title}</h2>
          {beside}
        </header>
      )}
      {children}
    </section>
  );
}
