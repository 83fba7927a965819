import { SelectField, TextField } from '../../parts/field';
import { stepOf } from './definition';
import type { Step } from './definition';
import { useAllSteps, useEditor } from './editor-context';
import type { FieldErrors } from './editing';
import { DelayForm } from './delay-form';
import { EmailForm, SmsForm } from './message-forms';
import { RuleEditor } from './rule-editor';
import { StepTools } from './step-tools';
import { WebhookForm } from './webhook-form';
import styles from './editor.module.css';

interface StepFormProps {
  readonly step: Step;
  readonly errors: FieldErrors;
}

/** Faults that no field of the form stands for. */
const OF_STEP = ['', 'id', 'type', 'then', 'else', 'onError'] as const;

/** The open step as it stands now, while its row may be drawn later: its name, its own fields, and what can be done with it. */
export function StepForm({ step: drawn, errors }: StepFormProps) {
  const { dispatch } = useEditor();
  const step = stepOf(useAllSteps(), drawn.id) ?? drawn;
  const change = (next: Step, of: string): void => {
    dispatch({ type: 'step', step: next, of });
  };
  const wrong = OF_STEP.flatMap((field) => (errors[field] === undefined ? [] : [[field, errors[field]] as const]));
  return (
    <div className={styles.form}>
      {wrong.map(([field, message]) => (
        <p key={field} className={styles.wrong}>
          {field === '' ? '' : <code>{field} </code>}
          {message}
        </p>
      ))}
      <TextField
        label="Label"
        name="label"
        placeholder="What it is called on timelines"
        maxLength={200}
        value={step.label ?? ''}
        error={errors['label']}
        onChange={({ target }) => {
          const { label: _, ...rest } = step;
          change(target.value === '' ? rest : { ...step, label: target.value }, 'label');
        }}
      />
      <OwnFields step={step} onChange={change} errors={errors} />
      {step.type === 'exit' || step.type === 'business_hours' ? null : (
        <SelectField
          label="If it fails"
          name="onError"
          value={step.onError ?? 'continue'}
          options={[
            ['continue', 'go on with the next step'],
            ['stop', 'stop the run'],
          ]}
          onChange={({ target }) => {
            const { onError: _, ...rest } = step;
            change(target.value === 'stop' ? { ...step, onError: 'stop' } : rest, 'onError');
          }}
        />
      )}
      <StepTools step={step} />
    </div>
  );
}

interface OwnFieldsProps extends StepFormProps {
  readonly onChange: (step: Step, of: string) => void;
}

function OwnFields({ step, onChange, errors }: OwnFieldsProps) {
  const shared = { onChange, errors };
  switch (step.type) {
    case 'sms':
      return <SmsForm step={step} {...shared} />;
    case 'email':
      return <EmailForm step={step} {...shared} />;
    case 'webhook':
      return <WebhookForm step={step} {...shared} />;
    case 'delay':
      return <DelayForm step={step} {...shared} />;
    case 'condition':
      return (
        <RuleEditor
          rule={step.if}
          path="if"
          errors={errors}
          onChange={(rule) => {
            onChange({ ...step, if: rule }, 'if');
          }}
        />
      );
    case 'business_hours':
      return <p className="soft">Goes on at once within business hours, else at the next opening.</p>;
    case 'exit':
      return <p className="soft">Ends the run here, also from within a branch.</p>;
  }
}
