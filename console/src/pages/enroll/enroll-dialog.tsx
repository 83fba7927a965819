import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { SubmitEvent } from 'react';
import { Link, useLocation } from 'wouter';
import { answered, api } from '../../api/client';
import { asProblem } from '../../api/problem';
import type { Problem } from '../../api/problem';
import { Button } from '../../parts/button';
import { CloseDialog, Dialog } from '../../parts/dialog';
import { TextField } from '../../parts/field';
import { Failure, Skeleton } from '../../parts/states';
import { useIsShown } from '../../parts/is-shown';
import { tell, tellProblem } from '../../parts/toasts';
import { toldOf } from '../../words/problems';
import { workflowOf } from '../automation/queries';
import { channelsKept } from '../outbox/queries';
import type { Workflow } from '../automation/queries';
import { leavingInWords } from '../../words/leaving';
import type { Channel } from '../../words/leaving';
import { everyStep } from '../editor/definition';
import { fieldInWords } from '../../words/rules';
import { runAsItBegan } from '../run/queries';
import { NOBODY, caseOf, missingIn, triedWith, valuesOf } from '../test-run/test-case';
import type { TestCase, Tried } from '../test-run/test-case';
import { TestCaseForm } from '../test-run/test-case-form';
import { usedFields } from '../test-run/used-fields';
import styles from './enroll.module.css';

interface EnrollDialogProps {
  readonly open: boolean;
  readonly onClose: () => void;
  readonly workflowId: string;
  /** Whose contact and data it begins with; null: nobody's yet. */
  readonly runId: string | null;
}

/** What somebody has typed: whom, with what, and the id of a new contact. */
interface Typed {
  readonly value: TestCase;
  readonly newId: string;
}

interface Typing {
  /** Null: nothing yet. */
  readonly typed: Typed | null;
  readonly onType: (next: Typed | null) => void;
  /** The contact is being enrolled. */
  readonly busy: boolean;
  readonly setBusy: (busy: boolean) => void;
}

/**
 * Starts an automation for a contact by hand, whatever its trigger and its entry conditions. What is typed stands there
 * again when it is closed, as by Escape, and opened anew.
 */
export function EnrollDialog({ open, onClose, workflowId, runId }: EnrollDialogProps) {
  const [typed, onType] = useState<Typed | null>(null);
  const [busy, setBusy] = useState(false);
  return (
    <Dialog open={open} onClose={onClose} title="Enroll a contact" wide busy={busy}>
      {open ? <Body {...{ workflowId, runId, onClose, typed, onType, busy, setBusy }} /> : null}
    </Dialog>
  );
}

function Body({ workflowId, runId, ...rest }: Omit<EnrollDialogProps, 'open'> & Typing) {
  const workflow = useQuery(workflowOf(workflowId));
  const kept = useQuery(channelsKept);
  const run = useQuery({ ...runAsItBegan(runId ?? ''), enabled: runId !== null });
  const failed = workflow.error ?? run.error;
  if (failed !== null) return <Failure error={failed} />;
  if (workflow.data === undefined || kept.isPending || (runId !== null && run.data === undefined))
    return <Skeleton height="240px" />;
  const { began } = run.data ?? {};
  return <Form workflow={workflow.data} kept={kept.data ?? []} began={began === undefined ? null : began} {...rest} />;
}

interface FormProps extends Typing {
  readonly workflow: Workflow;
  /** Channels whose messages are known to go to the outbox. */
  readonly kept: readonly Channel[];
  /** What the run before began with. */
  readonly began: Tried | null;
  readonly onClose: () => void;
}

function Form({ workflow, kept, began, onClose, typed, onType, busy, setBusy }: FormProps) {
  const { workflowId, name, definition } = workflow;
  const fields = usedFields(definition);
  const [begun] = useState<TestCase>(() => (began === null ? { ...NOBODY, values: {} } : caseOf(began, fields)));
  const { value, newId } = typed ?? { value: begun, newId: '' };
  const setValue = (next: TestCase): void => {
    onType({ value: next, newId });
  };
  const [wrongMore, setWrongMore] = useState<string | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const isShown = useIsShown();
  const [, go] = useLocation();
  const known = value.chosen?.['id'];
  const id = typeof known === 'string' ? known : newId.trim();
  const submit = async (event: SubmitEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    const tried = read(value, fields, setWrongMore);
    if (tried === null) return;
    setBusy(true);
    try {
      const body = { contact: { ...tried.contact, id }, data: tried.data };
      const asked = { params: { path: { id: workflowId } }, body };
      const { runId } = await answered(api.POST('/api/automations/workflows/{id}/enrollments', asked));
      tell(`Enrolled in “${name}”.`);
      if (!isShown.current) return;
      onType(null);
      onClose();
      go(`/runs/${runId}`);
    } catch (error) {
      if (isShown.current) setProblem(asProblem(error));
      else tellProblem(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <form className={styles.form} onSubmit={(event) => void submit(event)}>
      <p className="soft">
        “{name}” begins at once, whatever its trigger and entry conditions say.{' '}
        {leavingInWords(everyStep(definition.steps), kept)}
      </p>
      <TestCaseForm value={value} onChange={setValue} fields={fields} wrongMore={wrongMore}>
        {value.chosen === null ? (
          <TextField
            label="Contact id, of a new contact"
            hint="What your other systems know this contact by. Whatever comes with the same id later is about the same contact."
            required
            value={newId}
            error={problem?.errors.find(({ path }) => path === 'contact.id')?.message}
            onChange={({ target }) => {
              onType({ value, newId: target.value });
            }}
          />
        ) : (
          <Button
            kind="quiet"
            className={styles.other}
            onClick={() => {
              setValue({ ...value, chosen: null, values: { ...value.values, ...valuesOf({}, fields) } });
            }}
          >
            Enroll a new contact instead
          </Button>
        )}
      </TestCaseForm>
      <Missing fields={missingIn(value, fields)} />
      {problem === null ? null : <Refused problem={problem} />}
      <footer className={styles.foot}>
        <CloseDialog />
        <Button kind="primary" type="submit" busy={busy}>
          Enroll
        </Button>
      </footer>
    </form>
  );
}

/** A zone that is not given is the automation's or the account's. */
function Missing({ fields }: { readonly fields: readonly string[] }) {
  const missing = fields.filter((field) => field !== 'contact.timezone');
  return missing.length === 0 ? null : (
    <p className="soft">
      Still empty: {missing.map(fieldInWords).join(', ')}. The automation looks at{' '}
      {missing.length === 1 ? 'it' : 'them'}: texts may come out with holes.
    </p>
  );
}

function read(value: TestCase, fields: readonly string[], wrong: (message: string | null) => void) {
  try {
    const tried = triedWith(value, fields);
    wrong(null);
    return tried;
  } catch (error) {
    wrong(error instanceof Error ? error.message : String(error));
    return null;
  }
}

function Refused({ problem }: { readonly problem: Problem }) {
  const { runId } = problem.details;
  return (
    <div className={styles.wrong} role="alert">
      {problem.code === 'already_active' && typeof runId === 'string' ? (
        <p>
          The contact is in this automation already: <Link href={`/runs/${runId}`}>see that run</Link>.
        </p>
      ) : problem.errors.length > 0 ? (
        <ul>
          {problem.errors.map(({ path, message }) => (
            <li key={path}>
              <code>{path}</code> {message}
            </li>
          ))}
        </ul>
      ) : (
        <p>{toldOf(problem)}</p>
      )}
    </div>
  );
}
