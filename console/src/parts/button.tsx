import type { ComponentProps, ReactNode } from 'react';
import { cx } from './cx';
import styles from './button.module.css';

export type ButtonKind = 'primary' | 'plain' | 'quiet' | 'danger';

export interface ButtonProps extends ComponentProps<'button'> {
  readonly kind?: ButtonKind;
  readonly icon?: ReactNode;
  /** What it does is under way: it says so, and does nothing more meanwhile, nor at the second press of a double click. */
  readonly busy?: boolean;
}

export function Button({ kind = 'plain', icon, busy, children, className, onClick, ...rest }: ButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      className={cx(styles.button, styles[kind], children === undefined && styles.square, className)}
      aria-busy={busy || undefined}
      aria-disabled={busy || rest['aria-disabled']}
      onClick={(event) => {
        // also Enter in a form comes as a press of its button
        if (busy === true || (busy === false && event.detail > 1)) event.preventDefault();
        else onClick?.(event);
      }}
    >
      {busy ? <span className={styles.spinner} aria-hidden /> : icon}
      {children}
    </button>
  );
}

/** A link that looks like a button: it leads somewhere, and does nothing. */
export const buttonClass = (kind: ButtonKind = 'plain'): string => cx(styles.button, styles[kind]);
