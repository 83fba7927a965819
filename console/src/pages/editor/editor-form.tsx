import { useDeferredValue, useMemo } from 'react';
import { TextField } from '../../parts/field';
import { Card } from '../../parts/page';
import type { TestCase } from '../test-run/test-case';
import { usedFields } from '../test-run/used-fields';
import { sameShape } from './definition';
import type { Definition } from './definition';
import { AllSteps, EVENTS_LIST, EditorTools, FIELDS_LIST } from './editor-context';
import type { Action, Editing, FieldErrors } from './editing';
import { ConditionsForm, SettingsForm, TriggerForm } from './head-form';
import { useEventTypes } from './queries';
import { Sorting } from './sorting';
import { StepList } from './step-list';
import styles from './editor.module.css';

interface EditorFormProps {
  readonly state: Editing;
  readonly dispatch: (action: Action) => void;
  readonly workflowId: string | null;
  readonly testCase: TestCase;
  readonly onTestCase: (next: TestCase) => void;
}

const NO_ERRORS: FieldErrors = {};
const OF_CONTACT = ['contact.name', 'contact.phone', 'contact.email', 'contact.id', 'contact.timezone'];

/** The definition as forms: its head, its entry conditions, its steps, its settings. */
export function EditorForm({ state, dispatch, workflowId, testCase, onTestCase }: EditorFormProps) {
  const definition = state.history.present;
  const errors = state.errors[''] ?? NO_ERRORS;
  const { fields, events } = useKnown(useDeferredValue(definition));
  const { settings } = definition;
  const tools = useMemo(
    () => ({ dispatch, workflowId, fields, testCase, onTestCase, settings }),
    [dispatch, workflowId, fields, testCase, onTestCase, settings],
  );
  const drawn = useDeferredValue(definition.steps);
  /** While somebody types, the rows are drawn after the field: among many, ten deep, that takes longer than a key. */
  const rows = sameShape(drawn, definition.steps) ? drawn : definition.steps;
  const wrong = errors['steps'] ?? errors[''];
  return (
    <EditorTools value={tools}>
      <AllSteps value={definition.steps}>
        <Card>
          <TextField
            label="Name"
            name="name"
            maxLength={200}
            placeholder="Estimate follow-up"
            error={errors['name']}
            value={definition.name}
            onChange={({ target }) => {
              dispatch({ type: 'define', change: { name: target.value }, of: 'name' });
            }}
          />
        </Card>
        <TriggerForm value={definition.trigger} errors={errors} />
        <ConditionsForm value={definition.entryConditions} errors={errors} />
        <Card title="Steps" beside={<Keys />}>
          {wrong === undefined ? null : <p className={styles.wrong}>{wrong}</p>}
          <Sorting steps={definition.steps} dispatch={dispatch}>
            <StepList steps={rows} parentId={null} branch={null} depth={1} open={state.open} errors={state.errors} />
          </Sorting>
        </Card>
        <SettingsForm value={definition.settings} errors={errors} />
        <datalist id={FIELDS_LIST}>
          {fields.map((field) => (
            <option key={field} value={field} />
          ))}
        </datalist>
        <datalist id={EVENTS_LIST}>
          {events.map((event) => (
            <option key={event} value={event} />
          ))}
        </datalist>
      </AllSteps>
    </EditorTools>
  );
}

const Keys = () => (
  <span className={`${styles.keys ?? ''} soft small`}>
    <kbd>Alt</kbd> with <kbd>↑</kbd> <kbd>↓</kbd> <kbd>→</kbd> <kbd>←</kbd> moves a step
  </span>
);

/** Fields by name: of the contact, of recent events of the trigger's type, and those that the definition names. */
function useKnown(definition: Definition): { readonly fields: readonly string[]; readonly events: readonly string[] } {
  const { data } = useEventTypes();
  const { trigger } = definition;
  const event = trigger.type === 'manual' ? null : trigger.event;
  const joined = usedFields(definition).join('\n');
  return useMemo(() => {
    const types = data?.items ?? [];
    const seen = types.filter(({ type }) => event === null || type === event).flatMap(({ fields }) => fields);
    const fields = [...new Set([...OF_CONTACT, ...seen, ...(joined === '' ? [] : joined.split('\n'))])];
    return { fields, events: types.map(({ type }) => type) };
  }, [data, event, joined]);
}
