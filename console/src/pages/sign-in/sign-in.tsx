import { useEffect, useState } from 'react';
import type { SubmitEvent } from 'react';
import { asProblem } from '../../api/problem';
import { signIn } from '../../api/session';
import { Button } from '../../parts/button';
import { TextField } from '../../parts/field';
import { toldOf } from '../../words/problems';
import { linkIsOver } from './link';
import mark from '../../theme/mark.svg';
import styles from './sign-in.module.css';

export function SignIn() {
  const [wrong, setWrong] = useState<string | null>(
    linkIsOver.get() ? 'This link was used already, or is over. Sign in with a key.' : null,
  );
  const [busy, setBusy] = useState(false);
  const enter = async (by: { readonly key: string }): Promise<void> => {
    setBusy(true);
    try {
      await signIn(by);
      if (location.pathname === '/sign-in') history.replaceState(null, '', '/');
    } catch (error) {
      setWrong(toldOf(asProblem(error)));
    } finally {
      setBusy(false);
    }
  };
  useEffect(() => {
    document.title = 'Sign in · Runledger';
  }, []);
  const submit = (event: SubmitEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const key = new FormData(event.currentTarget).get('key');
    if (typeof key === 'string' && key.trim() !== '') void enter({ key: key.trim() });
    else setWrong('Enter a key.');
  };
  return (
    <main className={styles.page}>
      <form className={styles.card} onSubmit={submit}>
        <img src={mark} alt="" width="44" height="44" />
        <div>
          <h1>Runledger</h1>
          <p className="soft">See what your automations did, and what comes next.</p>
        </div>
        <TextField
          label="API key"
          name="key"
          type="password"
          autoComplete="current-password"
          autoFocus
          spellCheck={false}
          error={wrong}
          hint="The first start shows the keys once, and keeps them in api-keys.json in the data folder."
        />
        <Button kind="primary" type="submit" busy={busy}>
          Sign in
        </Button>
      </form>
    </main>
  );
}
