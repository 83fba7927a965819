import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { SubmitEvent } from 'react';
import { asProblem } from '../../api/problem';
import type { Problem } from '../../api/problem';
import { Button } from '../../parts/button';
import { Dialog } from '../../parts/dialog';
import { TextField } from '../../parts/field';
import { useInSight } from '../../parts/in-sight';
import { toldOf } from '../../words/problems';
import { VIEWER_ZONE } from '../../words/time';
import { runTest } from './queries';
import type { TestRequest } from './queries';
import { Simulated } from './simulated';
import { NOBODY, triedWith } from './test-case';
import type { TestCase } from './test-case';
import { TestCaseForm } from './test-case-form';
import styles from './test-run.module.css';
import { usedFields } from './used-fields';
import type { Definition } from './used-fields';

interface TestRunDialogProps {
  readonly open: boolean;
  readonly onClose: () => void;
  /** Null: of what is not saved at all yet. */
  readonly workflowId: string | null;
  /** What is tried: the latest version, or what is not saved yet. */
  readonly definition: Definition;
  /** Whom and what it is tried with, where whoever opens it keeps that. */
  readonly testCase?: TestCase;
  readonly onTestCase?: (next: TestCase) => void;
}

/**
 * Tries a workflow with a contact and data, from any time on: nothing is sent and nothing is stored. What was typed stands
 * there again when it is opened anew.
 */
export function TestRunDialog({ open, onClose, workflowId, definition, testCase, onTestCase }: TestRunDialogProps) {
  const [own, setOwn] = useState(NOBODY);
  const [startAt, onStartAt] = useState('');
  const [value, onChange] = [testCase ?? own, onTestCase ?? setOwn];
  return (
    <Dialog open={open} onClose={onClose} title="Test run" wide>
      <Body {...{ workflowId, definition, value, onChange, startAt, onStartAt }} />
    </Dialog>
  );
}

interface BodyProps extends Pick<TestRunDialogProps, 'workflowId' | 'definition'> {
  readonly value: TestCase;
  readonly onChange: (next: TestCase) => void;
  /** As a field of the browser has it, in the viewer's zone. */
  readonly startAt: string;
  readonly onStartAt: (next: string) => void;
}

function Body({ workflowId, definition, value, onChange, startAt, onStartAt }: BodyProps) {
  const [wrongMore, setWrongMore] = useState<string | null>(null);
  const fields = usedFields(definition);
  const test = useMutation({ mutationFn: (request: TestRequest) => runTest(workflowId, request, definition) });
  const submit = (event: SubmitEvent<HTMLFormElement>): void => {
    event.preventDefault();
    try {
      const tried = triedWith(value, fields);
      setWrongMore(null);
      test.mutate({ ...tried, ...startOf(startAt) });
    } catch (error) {
      setWrongMore(error instanceof Error ? error.message : String(error));
    }
  };
  return (
    <>
      <p className="soft">Nothing is sent and nothing is stored.</p>
      <form className={styles.form} onSubmit={submit}>
        <TestCaseForm value={value} onChange={onChange} fields={fields} wrongMore={wrongMore} />
        <div className={styles.start}>
          <TextField
            label="Starts at"
            type="datetime-local"
            step={60}
            hint={`In your zone, ${VIEWER_ZONE}. Empty: now.`}
            value={startAt}
            onChange={({ target }) => {
              onStartAt(target.value);
            }}
          />
          <Button kind="primary" type="submit" busy={test.isPending}>
            Run test
          </Button>
        </div>
      </form>
      <div role="status">{test.data === undefined ? null : <p className="unseen">The test run is done.</p>}</div>
      {test.error === null ? null : <Wrong problem={asProblem(test.error)} />}
      {test.data === undefined ? null : <Simulated run={test.data} />}
    </>
  );
}

function startOf(local: string): { readonly startAt?: string } {
  const at = Date.parse(local);
  return Number.isNaN(at) ? {} : { startAt: new Date(at).toISOString() };
}

/** What the API refuses, by field. */
function Wrong({ problem }: { readonly problem: Problem }) {
  const place = useInSight(problem);
  return (
    <div ref={place} className={styles.wrong} role="alert">
      <p>{problem.errors.length > 0 ? 'It could not be tried like this:' : toldOf(problem)}</p>
      {problem.errors.length > 0 ? (
        <ul>
          {problem.errors.map(({ path, message }) => (
            <li key={path}>
              <code>{path.replace(/^definition\./, '')}</code> {message}
            </li>
          ))}
        </ul>
      ) : null}
    </div>
  );
}
