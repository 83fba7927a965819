import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Users } from 'lucide-react';
import { useEffect, useState } from 'react';
import { asProblem } from '../../api/problem';
import { Button } from '../../parts/button';
import { Dialog } from '../../parts/dialog';
import { toldOf } from '../../words/problems';
import { runTest } from '../test-run/queries';
import { StepOutput } from '../test-run/step-output';
import { triedWith } from '../test-run/test-case';
import type { Tried } from '../test-run/test-case';
import { TestCaseForm } from '../test-run/test-case-form';
import { usedFields } from '../test-run/used-fields';
import type { Definition, Step } from './definition';
import { useEditor } from './editor-context';
import styles from './editor.module.css';

const SETTLED_MS = 350;

/** What stands still for a while. */
function useSettled<T>(value: T): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(setSettled, SETTLED_MS, value);
    return () => {
      clearTimeout(timer);
    };
  }, [value]);
  return settled;
}

/** A message with the data of the chosen contact, as the service makes it. */
export function Preview({ step }: { readonly step: Step }) {
  const { workflowId, testCase, settings } = useEditor();
  const settled = useSettled(step);
  const definition: Definition = {
    name: 'Preview',
    trigger: { type: 'manual' },
    steps: [settled],
    ...(settings === undefined ? {} : { settings }),
  };
  const tried = triedOrNull(() => triedWith(testCase, usedFields(definition)));
  const { data, error } = useQuery({
    queryKey: ['preview', workflowId, definition, tried],
    queryFn: ({ signal }) => runTest(workflowId, tried ?? NONE, definition, signal),
    enabled: tried !== null,
    placeholderData: keepPreviousData,
    retry: false,
    gcTime: 10_000,
  });
  const [item] = data?.steps ?? [];
  return (
    <section className={styles.preview} aria-label="Preview">
      <PreviewedAs step={step} />
      {tried === null ? (
        <p className="soft">The data that it is tried with is no right JSON yet.</p>
      ) : error !== null ? (
        <p className="soft">No preview yet: {whyNone(error)}</p>
      ) : item === undefined ? (
        <p className="soft">Making the preview…</p>
      ) : (
        <StepOutput item={item} />
      )}
    </section>
  );
}

/** What it is made of, as the form calls it. */
const PARTS: Readonly<Record<string, string>> = {
  to: 'whom it goes to',
  subject: 'the subject',
  body: 'the text',
  url: 'the address',
};

function whyNone(error: Error): string {
  const problem = asProblem(error);
  const [first] = problem.errors;
  if (first === undefined) return toldOf(problem);
  const part = /^steps\[0\]\.(\w+)/.exec(first.path)?.[1] ?? '';
  return `${PARTS[part] ?? 'it'} ${first.message}.`;
}

const NONE: Tried = { contact: { id: 'test-contact' }, data: {} };

function triedOrNull(make: () => Tried): Tried | null {
  try {
    return make();
  } catch {
    return null;
  }
}

function PreviewedAs({ step }: { readonly step: Step }) {
  const { testCase, onTestCase } = useEditor();
  const [open, setOpen] = useState(false);
  const fields = usedFields({ trigger: { type: 'manual' }, steps: [step] });
  const name = testCase.values['contact.name'];
  return (
    <header className={styles.previewHead}>
      <h4>Preview</h4>
      <Button
        kind="quiet"
        icon={<Users aria-hidden />}
        onClick={() => {
          setOpen(true);
        }}
      >
        {name === undefined || name === '' ? 'Choose a contact' : `as ${name}`}
      </Button>
      <Dialog
        open={open}
        onClose={() => {
          setOpen(false);
        }}
        title="Preview with"
      >
        <TestCaseForm value={testCase} onChange={onTestCase} fields={fields} wrongMore={null} />
        <Button
          kind="primary"
          onClick={() => {
            setOpen(false);
          }}
        >
          Show preview
        </Button>
      </Dialog>
    </header>
  );
}
