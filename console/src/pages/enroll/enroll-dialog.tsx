import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { SubmitEvent } from 'react';
import { Link, useLocation } from 'wouter';
import { answered, api } from '../../api/client';
import { asProblem } from '../../api/problem';
import type { Problem } from '../../api/problem';
import { Button } from '../../parts/button';
import { Dialog } from '../../parts/dialog';
import { TextField } from '../../parts/field';
import { Failure, Skeleton } from '../../parts/states';
import { tell } from '../../parts/toasts';
import { toldOf } from '../../words/problems';
import { workflowOf } from '../automation/queries';
import type { Workflow } from '../automation/queries';
import { NOBODY, triedWith, valuesOf } from '../test-run/test-case';
import type { JsonObject, TestCase } from '../test-run/test-case';
import { TestCaseForm } from '../test-run/test-case-form';
import { usedFields } from '../test-run/used-fields';
import styles from './enroll.module.css';

interface EnrollDialogProps {
  readonly open: boolean;
  readonly onClose: () => void;
  readonly workflowId: string;
  /** Whom it begins with; null: nobody yet. */
  readonly contactId: string | null;
}

/** Starts an automation for a contact by hand, whatever its trigger and its entry conditions. */
export function EnrollDialog({ open, onClose, workflowId, contactId }: EnrollDialogProps) {
  return (
    <Dialog open={open} onClose={onClose} title="Enroll a contact" wide>
      {open ? <Body workflowId={workflowId} contactId={contactId} onClose={onClose} /> : null}
    </Dialog>
  );
}

function Body({ workflowId, contactId, onClose }: Omit<EnrollDialogProps, 'open'>) {
  const workflow = useQuery(workflowOf(workflowId));
  const contact = useQuery({
    queryKey: ['contact', contactId],
    queryFn: ({ signal }) =>
      answered(api.GET('/api/automations/contacts/{id}', { params: { path: { id: contactId ?? '' } }, signal })),
    enabled: contactId !== null,
  });
  const failed = workflow.error ?? contact.error;
  if (failed !== null) return <Failure error={failed} />;
  if (workflow.data === undefined || (contactId !== null && contact.data === undefined))
    return <Skeleton height="240px" />;
  const known = contact.data === undefined ? null : { ...contact.data.contact };
  return <Form workflow={workflow.data} known={known} onClose={onClose} />;
}

interface FormProps {
  readonly workflow: Workflow;
  readonly known: JsonObject | null;
  readonly onClose: () => void;
}

function Form({ workflow: { workflowId, name, definition }, known, onClose }: FormProps) {
  const fields = usedFields(definition);
  const [value, setValue] = useState<TestCase>({
    ...NOBODY,
    chosen: known,
    values: known === null ? {} : valuesOf(known, fields),
  });
  const [wrongMore, setWrongMore] = useState<string | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  const [, go] = useLocation();
  const id = typeof value.chosen?.['id'] === 'string' ? value.chosen['id'] : '';
  const submit = async (event: SubmitEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    const tried = read(value, fields, setWrongMore);
    if (tried === null) return;
    setBusy(true);
    try {
      const body = { contact: { ...tried.contact, id: id.trim() }, data: tried.data };
      const asked = { params: { path: { id: workflowId } }, body };
      const { runId } = await answered(api.POST('/api/automations/workflows/{id}/enrollments', asked));
      tell(`Enrolled in “${name}”.`);
      onClose();
      go(`/runs/${runId}`);
    } catch (error) {
      setProblem(asProblem(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <form className={styles.form} onSubmit={(event) => void submit(event)}>
      <p className="soft">
        “{name}” begins at once, whatever its trigger and entry conditions say. Messages are really sent.
      </p>
      <TextField
        label="Contact id"
        required
        value={id}
        error={problem?.errors.find(({ path }) => path === 'contact.id')?.message}
        onChange={({ target }) => {
          setValue({ ...value, chosen: { ...value.chosen, id: target.value } });
        }}
      />
      <TestCaseForm value={value} onChange={setValue} fields={fields} wrongMore={wrongMore} />
      {problem === null ? null : <Refused problem={problem} />}
      <footer className={styles.foot}>
        <Button onClick={onClose}>Close</Button>
        <Button kind="primary" type="submit" busy={busy}>
          Enroll
        </Button>
      </footer>
    </form>
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
