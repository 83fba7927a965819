import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
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
import { bodyOf, draftOf, rebased } from './draft';
import type { Draft, Settings as Stored } from './draft';
import styles from './settings.module.css';
import { Senders } from './senders';
import { WebhookSecret } from './webhook-secret';
import { Week } from './week';
import { Zone } from './zone';

/** So often it is looked whether somebody else changed them, in milliseconds. */
const LOOK_MS = 15_000;

const storedSettings = queryOptions({
  queryKey: ['settings'],
  // The client's types forget that a window is a pair.
  queryFn: async ({ signal }) => (await answered(api.GET('/api/automations/settings', { signal }))) as Stored,
});

/** What holds for all automations of the account. */
export function Settings() {
  const { data, error, refetch } = useQuery({
    ...storedSettings,
    refetchInterval: LOOK_MS,
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
        <Form stored={data} />
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

/** What was typed, and the settings that it was typed over. */
interface Edited {
  readonly draft: Draft;
  readonly base: Draft;
}

function Form({ stored }: { readonly stored: Stored }) {
  const readOnly = !useMay('own');
  const theirs = draftOf(stored);
  const [edited, setEdited] = useState<Edited | null>(null);
  const { draft, contested } = rebased(edited?.draft ?? theirs, edited?.base ?? theirs, theirs);
  const { save, errors, told } = useSave(setEdited);
  const changed = textOf(draft) !== textOf(theirs);
  const overtaken = edited !== null && textOf(edited.base) !== textOf(theirs);
  const part: PartProps = {
    draft,
    readOnly,
    change: (some) => {
      setEdited({ base: edited?.base ?? theirs, draft: { ...(edited?.draft ?? theirs), ...some } });
    },
    errorAt: (path) =>
      errors.find(
        (error) => error.path === path || error.path.startsWith(`${path}.`) || error.path.startsWith(`${path}[`),
      )?.message ?? null,
  };
  const submit = (event: SubmitEvent<HTMLFormElement>): void => {
    event.preventDefault();
    save.mutate({ draft, over: theirs });
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
          {overtaken ? <Overtaken contested={contested} /> : null}
          {told === null ? null : (
            <p role="alert" className={styles.wrong}>
              {told}
            </p>
          )}
          <Button
            onClick={() => {
              setEdited(null);
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

const Overtaken = ({ contested }: { readonly contested: readonly string[] }) => (
  <p role="alert" className={styles.overtaken}>
    Somebody else saved these settings meanwhile; what you did not change is shown as they left it.
    {contested.length === 0 ? null : ` You both changed: ${contested.join(', ')}. Saving keeps yours.`}
  </p>
);

const textOf = (draft: Draft): string => JSON.stringify(bodyOf(draft));

interface Saved {
  readonly draft: Draft;
  /** The settings as they were shown. */
  readonly over: Draft;
}

/** Saves what was typed over the settings as they were shown: over others it is said first that they are others. */
function useSave(setEdited: (edited: Edited | null) => void) {
  const client = useQueryClient();
  const save = useMutation({
    mutationFn: async ({ draft, over }: Saved) => {
      const now = draftOf(await client.query({ ...storedSettings, staleTime: 0 }));
      if (textOf(now) !== textOf(over)) return false;
      await answered(api.PUT('/api/automations/settings', { body: bodyOf(draft) }));
      return true;
    },
    onSuccess: async (isSaved) => {
      if (!isSaved) return;
      await client.invalidateQueries({ queryKey: storedSettings.queryKey });
      setEdited(null);
      tell('The settings are saved.');
    },
  });
  const problem = save.error === null ? null : asProblem(save.error);
  const errors: readonly FieldError[] = problem?.errors ?? [];
  const told = problem === null ? null : errors.length > 0 ? 'Some of it cannot be saved as it is.' : toldOf(problem);
  return { save, errors, told };
}
