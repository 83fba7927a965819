import { AlertDialog } from '@base-ui/react/alert-dialog';
import { Dialog as Base } from '@base-ui/react/dialog';
import { X } from 'lucide-react';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { Button } from './button';
import { cx } from './cx';
import { asProblem } from '../api/problem';
import { useIsShown } from './is-shown';
import { tellProblem } from './toasts';
import { toldOf } from '../words/problems';
import styles from './dialog.module.css';

interface DialogProps {
  readonly open: boolean;
  readonly onClose: () => void;
  readonly title: string;
  readonly children: ReactNode;
  readonly wide?: boolean;
  /** What it does is under way: it stays until its answer can be told. */
  readonly busy?: boolean;
}

/**
 * Focus goes in, and back to what opened it. A press beside it does not close it: what was typed would be gone, or a
 * secret that is shown once, by the second press of a double click.
 */
export function Dialog({ open, onClose, title, children, wide = false, busy = false }: DialogProps) {
  return (
    <Base.Root
      open={open}
      disablePointerDismissal
      onOpenChange={(opened) => {
        if (!opened && !busy) onClose();
      }}
    >
      <Base.Portal>
        <Base.Backdrop className={styles.backdrop} />
        <Base.Popup className={cx(styles.popup, wide && styles.wide)}>
          <header className={styles.head}>
            <Base.Title>{title}</Base.Title>
            <Base.Close render={<Button kind="quiet" icon={<X aria-hidden />} aria-label="Close" />} />
          </header>
          {children}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}

/** Leaves the dialog that it stands in. */
export const CloseDialog = () => <Base.Close render={<Button>Close</Button>} />;

interface ConfirmProps {
  readonly open: boolean;
  readonly onClose: () => void;
  readonly title: string;
  /** What will happen. */
  readonly children: ReactNode;
  /** In words: "Cancel run". */
  readonly action: string;
  readonly danger?: boolean;
  /** The dialog stays, and says what went wrong, when it throws. */
  readonly onConfirm: () => Promise<unknown>;
}

/**
 * Asks before what cannot be taken back, and says first what will happen. While it happens nothing keeps it as it is: the
 * dialog stays, and whoever leaves the page is told there what went wrong.
 */
export function Confirm({ open, onClose, title, children, action, danger = false, onConfirm }: ConfirmProps) {
  const [busy, setBusy] = useState(false);
  const [wrong, setWrong] = useState<string | null>(null);
  const isShown = useIsShown();
  const close = (): void => {
    setWrong(null);
    onClose();
  };
  const confirm = async (): Promise<void> => {
    setBusy(true);
    try {
      await onConfirm();
      close();
    } catch (error) {
      if (isShown.current) setWrong(toldOf(asProblem(error)));
      else tellProblem(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <AlertDialog.Root
      open={open}
      onOpenChange={(opened) => {
        if (!opened && !busy) close();
      }}
    >
      <AlertDialog.Portal>
        <AlertDialog.Backdrop className={styles.backdrop} />
        <AlertDialog.Popup className={styles.popup}>
          <AlertDialog.Title className={styles.question}>{title}</AlertDialog.Title>
          <div className={styles.body}>{children}</div>
          {wrong === null ? null : (
            <p className={styles.wrong} role="alert">
              {wrong}
            </p>
          )}
          <footer className={styles.foot}>
            <AlertDialog.Close render={<Button aria-disabled={busy}>Keep as it is</Button>} />
            <Button kind={danger ? 'danger' : 'primary'} busy={busy} onClick={() => void confirm()}>
              {action}
            </Button>
          </footer>
        </AlertDialog.Popup>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}
