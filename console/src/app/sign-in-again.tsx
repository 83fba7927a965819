import { Dialog } from '@base-ui/react/dialog';
import { useState } from 'react';
import type { SubmitEvent } from 'react';
import { asProblem } from '../api/problem';
import { queryClient } from '../api/query-client';
import { session, signIn, signOut } from '../api/session';
import { useStore } from '../api/store';
import { Button } from '../parts/button';
import dialog from '../parts/dialog.module.css';
import { TextField } from '../parts/field';
import { toldOf } from '../words/problems';
import styles from './sign-in-again.module.css';

/** Over the page when the session ended: what stands in its forms stays, until somebody says in words to sign out. */
export function SignInAgain() {
  const { status } = useStore(session);
  const [wrong, setWrong] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const tried = async (action: () => Promise<void>): Promise<void> => {
    setBusy(true);
    try {
      await action();
      setWrong(null);
    } catch (error) {
      setWrong(toldOf(asProblem(error)));
    } finally {
      setBusy(false);
    }
  };
  const submit = (event: SubmitEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const key = new FormData(event.currentTarget).get('key');
    void tried(async () => {
      await signIn({ key: typeof key === 'string' ? key.trim() : '' });
      await queryClient.invalidateQueries();
    });
  };
  return (
    <Dialog.Root open={status === 'ended'} disablePointerDismissal>
      <Dialog.Portal>
        <Dialog.Backdrop className={dialog.backdrop} />
        <Dialog.Popup className={dialog.popup}>
          <Dialog.Title>Sign in again</Dialog.Title>
          <form className={styles.form} onSubmit={submit}>
            <p className="soft">Your session ended. What you were doing is still there.</p>
            <TextField label="API key" name="key" type="password" autoComplete="current-password" error={wrong} />
            <Button kind="primary" type="submit" busy={busy}>
              Sign in
            </Button>
            <Button kind="quiet" onClick={() => void tried(signOut)}>
              Sign out, and lose what is not saved
            </Button>
          </form>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
