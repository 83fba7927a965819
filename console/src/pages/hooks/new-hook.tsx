import { useState } from 'react';
import type { SubmitEvent } from 'react';
import { asProblem } from '../../api/problem';
import { Button } from '../../parts/button';
import { Dialog } from '../../parts/dialog';
import { TextField } from '../../parts/field';
import { ShownOnce } from '../../parts/shown-once';
import { toldOf } from '../../words/problems';
import styles from './hooks.module.css';
import { useOpenHook } from './queries';
import type { HookBody } from './queries';

/** The fields, in the API's names for what is wrong with them. */
const FIELDS = [
  ['event', 'Event', 'lead.created', 'What its calls become. Automations begin by it.'],
  ['idPath', 'Where the event’s id is', 'id', 'The same id again starts nothing twice.'],
  ['contactPaths.id', 'Where the contact’s id is', 'customer.id', undefined],
  ['contactPaths.name', 'Where the name is', 'customer.name', undefined],
  ['contactPaths.phone', 'Where the phone is', 'customer.phone', undefined],
  ['contactPaths.email', 'Where the email is', 'customer.email', undefined],
  ['dataPath', 'Where the data is', 'payload', 'Empty: all that was sent.'],
  ['sharedSecret', 'Shared secret', '', 'If calls carry one, as X-Hook-Secret. One of the two secrets, or neither.'],
  [
    'signingSecret',
    'Signing secret',
    'whsec_…',
    'If calls are signed with one, by Standard Webhooks. Without either secret whoever knows the address may call it.',
  ],
] as const;

interface NewHookProps {
  readonly open: boolean;
  readonly onClose: () => void;
}

export function NewHook({ open, onClose }: NewHookProps) {
  const opening = useOpenHook();
  const [told, setTold] = useState(false);
  const problem = opening.error === null ? null : asProblem(opening.error);
  const close = (): void => {
    opening.reset();
    setTold(false);
    onClose();
  };
  const submit = (event: SubmitEvent<HTMLFormElement>): void => {
    event.preventDefault();
    opening.mutate(bodyOf(new FormData(event.currentTarget)), {
      onSettled: () => {
        setTold(true);
      },
    });
  };
  if (opening.data !== undefined)
    return (
      <Dialog open={open} onClose={close} title="The hook is open">
        <ShownOnce value={opening.data.url}>
          Give this address to the other system. It is the secret, and is not shown again.
        </ShownOnce>
      </Dialog>
    );
  return (
    <Dialog open={open} onClose={close} title="New hook" busy={opening.isPending}>
      <form className={styles.form} onSubmit={submit} noValidate>
        {FIELDS.map(([name, label, placeholder, hint]) => (
          <TextField
            key={name}
            name={name}
            label={label}
            placeholder={placeholder}
            hint={hint}
            type={name.endsWith('Secret') ? 'password' : 'text'}
            autoComplete="off"
            error={problem?.errors.find(({ path }) => path === name)?.message}
          />
        ))}
        {told && problem !== null && problem.errors.length === 0 ? (
          <p role="alert" className={styles.wrong}>
            {toldOf(problem)}
          </p>
        ) : null}
        <Button kind="primary" type="submit" busy={opening.isPending}>
          Open hook
        </Button>
      </form>
    </Dialog>
  );
}

function bodyOf(form: FormData): HookBody {
  const given = (name: (typeof FIELDS)[number][0]): string => {
    const value = form.get(name);
    return typeof value === 'string' ? value.trim() : '';
  };
  const optional = <K extends string>(key: K, value: string): { readonly [P in K]?: string } =>
    (value === '' ? {} : { [key]: value }) as { readonly [P in K]?: string };
  return {
    event: given('event'),
    idPath: given('idPath'),
    contactPaths: {
      id: given('contactPaths.id'),
      ...optional('name', given('contactPaths.name')),
      ...optional('phone', given('contactPaths.phone')),
      ...optional('email', given('contactPaths.email')),
    },
    ...optional('dataPath', given('dataPath')),
    ...optional('sharedSecret', given('sharedSecret')),
    ...optional('signingSecret', given('signingSecret')),
  };
}
