import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { SubmitEvent } from 'react';
import { answered, api } from '../../api/client';
import { asProblem } from '../../api/problem';
import type { FieldError } from '../../api/problem';
import { useMay } from '../../app/may';
import { Button } from '../../parts/button';
import { Card, Page } from '../../parts/page';
import { Failure, Loading, Skeleton } from '../../parts/states';
import { tell } from '../../parts/toasts';
import { toldOf } from '../../words/problems';
import { ClosedDates } from './closed-dates';
import { Limits } from './limits';
import { bodyOf, draftOf } from './draft';
import type { Draft, Settings as Stored } from './draft';
import styles from './settings.module.css';
import { Senders } from './senders';
import { WebhookSecret } from './webhook-secret';
import { Week } from './week';
import { Zone } from './zone';

/** What holds for all automations of the account. */
export function Settings() {
  const { data, error, refetch } = useQuery({
    queryKey: ['settings'],
    // The client's types forget that a window is a pair.
    queryFn: async ({ signal }) => (await answered(api.GET('/api/automations/settings', { signal }))) as Stored,
  });
  return (
    <Page title="Settings" about="They hold for all automations of this account.">
      {data === undefined && error !== null ? (
        <Failure error={error} retry={() => void refetch()} />
      ) : data === undefined ? (
        <Loading what="settings">
          <Card>
            <Skeleton height="420px" />
          </Card>
        </Loading>
      ) : (
        <Form key={JSON.stringify(bodyOf(draftOf(data)))} stored={data} />
      )}
    </Page>
  );
}

/** What every part of the form gets. */
export interface PartProps {
  readonly draft: Draft;
  readonly change: (changed: Partial<Draft>) => void;
  readonly readOnly: boolean;
  /** What the API says is wrong at a place, such as `rateLimits.sms`. */
  readonly errorAt: (path: string) => string | null;
}

function Form({ stored }: { readonly stored: Stored }) {
  const readOnly = !useMay('own');
  const [draft, setDraft] = useState(() => draftOf(stored));
  const { save, errors, told } = useSave();
  const changed = JSON.stringify(bodyOf(draft)) !== JSON.stringify(bodyOf(draftOf(stored)));
  const part: PartProps = {
    draft,
    readOnly,
    change: (some) => {
      setDraft({ ...draft, ...some });
    },
    errorAt: (path) =>
      errors.find(
        (error) => error.path === path || error.path.startsWith(`${path}.`) || error.path.startsWith(`${path}[`),
      )?.message ?? null,
  };
  const submit = (event: SubmitEvent<HTMLFormElement>): void => {
    event.preventDefault();
    save.mutate(draft);
  };
  return (
    <form onSubmit={submit} noValidate>
      {readOnly ? <p className={styles.theirs}>Only an owner of the account changes these settings.</p> : null}
      <fieldset disabled={readOnly} className={styles.form}>
        <Card title="Time zone">
          <Zone {...part} />
        </Card>
        <Card title="Business hours">
          <Week {...part} />
        </Card>
        <Card title="Closed dates">
          <ClosedDates {...part} />
        </Card>
        <Card title="Limits">
          <Limits {...part} />
        </Card>
        <Card title="Senders">
          <Senders {...part} />
        </Card>
      </fieldset>
      <WebhookSecret stored={stored} />
      {readOnly || !changed ? null : (
        <footer className={styles.foot}>
          {told === null ? null : (
            <p role="alert" className={styles.wrong}>
              {told}
            </p>
          )}
          <Button
            onClick={() => {
              setDraft(draftOf(stored));
            }}
          >
            Undo changes
          </Button>
          <Button kind="primary" type="submit" busy={save.isPending}>
            Save settings
          </Button>
        </footer>
      )}
    </form>
  );
}

function useSave() {
  const client = useQueryClient();
  const save = useMutation({
    mutationFn: (draft: Draft) => answered(api.PUT('/api/automations/settings', { body: bodyOf(draft) })),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ['settings'] });
      tell('The settings are saved.');
    },
  });
  const problem = save.error === null ? null : asProblem(save.error);
  const errors: readonly FieldError[] = problem?.errors ?? [];
  const told = problem === null ? null : errors.length > 0 ? 'Some of it cannot be saved as it is.' : toldOf(problem);
  return { save, errors, told };
}
