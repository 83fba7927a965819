import { useState } from 'react';
import type { SubmitEvent } from 'react';
import { asProblem } from '../api/problem';
import { queryClient } from '../api/query-client';
import { session, signIn, signOut } from '../api/session';
import { useStore } from '../api/store';
import { Button } from '../parts/button';
import { Dialog } from '../parts/dialog';
import { TextField } from '../parts/field';
import { toldOf } from '../words/problems';
import styles from './sign-in-again.module.css';

/** Over the page when the session ended: what stands in its forms stays. */
export function SignInAgain() {
  const { status } = useStore(session);
  const [wrong, setWrong] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const submit = async (event: SubmitEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    const key = new FormData(event.currentTarget).get('key');
    setBusy(true);
    try {
      await signIn({ key: typeof key === 'string' ? key.trim() : '' });
      setWrong(null);
      await queryClient.invalidateQueries();
    } catch (error) {
      setWrong(toldOf(asProblem(error)));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Dialog
      open={status === 'ended'}
      title="Sign in again"
      onClose={() => {
        void signOut();
      }}
    >
      <form className={styles.form} onSubmit={(event) => void submit(event)}>
        <p className="soft">Your session ended. What you were doing is still there.</p>
        <TextField label="API key" name="key" type="password" autoComplete="current-password" error={wrong} />
        <Button kind="primary" type="submit" busy={busy}>
          Sign in
        </Button>
      </form>
    </Dialog>
  );
}
