import { Plus, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../parts/button';
import { SelectField, TextArea, TextField } from '../../parts/field';
import { parseTyped } from '../../words/typed-json';
import type { Step } from './definition';
import { errorWithin } from './field-errors';
import type { StepFormProps } from './message-forms';
import { TextWithFields } from './message-forms';
import { Preview } from './preview';
import styles from './editor.module.css';

type WebhookStep = Extract<Step, { type: 'webhook' }>;
const METHODS = ['POST', 'GET', 'PUT', 'PATCH', 'DELETE'] as const;

export function WebhookForm({ step, onChange, errors }: StepFormProps<'webhook'>) {
  return (
    <div className={styles.message}>
      <div className={styles.fields}>
        <TextWithFields
          label="Address"
          field="url"
          value={step.url}
          error={errors['url']}
          onChange={(url) => {
            onChange({ ...step, url }, 'url');
          }}
        />
        <SelectField
          label="Method"
          name="method"
          value={step.method ?? 'POST'}
          options={METHODS.map((method) => [method, method])}
          error={errors['method']}
          onChange={({ target }) => {
            onChange({ ...step, method: target.value as (typeof METHODS)[number] }, 'method');
          }}
        />
        <Headers step={step} onChange={onChange} errors={errors} />
        <JsonBody step={step} onChange={onChange} errors={errors} />
      </div>
      <Preview step={step} />
    </div>
  );
}

/** As typed here: two of one name, or one without a name, are none of the definition's until they have a name of their own. */
function Headers({ step, onChange, errors }: StepFormProps<'webhook'>) {
  const [typed, setTyped] = useState<readonly (readonly [string, string])[]>(Object.entries(step.headers ?? {}));
  const change = (next: typeof typed): void => {
    setTyped(next);
    const { headers: _, ...rest } = step;
    const named = next.filter(([name]) => name !== '');
    onChange(named.length === 0 ? rest : { ...rest, headers: Object.fromEntries(named) }, 'headers');
  };
  return (
    <fieldset className={styles.headers}>
      <legend>Headers</legend>
      {typed.map(([name, value], index) => (
        <div key={index} className={styles.header}>
          <TextField
            label={`Name of header ${index + 1}`}
            unseenLabel
            placeholder="Name"
            spellCheck={false}
            value={name}
            onChange={({ target }) => {
              change(typed.with(index, [target.value, value]));
            }}
          />
          <TextField
            label={`Value of header ${index + 1}`}
            unseenLabel
            placeholder="Value"
            name={`headers.${name}`}
            spellCheck={false}
            error={errors[`headers.${name}`]}
            value={value}
            onChange={({ target }) => {
              change(typed.with(index, [name, target.value]));
            }}
          />
          <Button
            kind="quiet"
            icon={<Trash2 aria-hidden />}
            aria-label={`Remove header ${name}`}
            onClick={() => {
              change(typed.toSpliced(index, 1));
            }}
          />
        </div>
      ))}
      <Button
        kind="quiet"
        icon={<Plus aria-hidden />}
        onClick={() => {
          setTyped([...typed, ['', '']]);
        }}
      >
        Header
      </Button>
    </fieldset>
  );
}

const pretty = ({ body }: WebhookStep): string => (body === undefined ? '' : JSON.stringify(body, null, 2));

/** JSON as typed: what is broken stays as it is, and the definition keeps the last that was right. */
function JsonBody({ step, onChange, errors }: StepFormProps<'webhook'>) {
  const [text, setText] = useState(pretty(step));
  const [wrong, setWrong] = useState<string | null>(null);
  const change = (next: string): void => {
    setText(next);
    const { body: _, ...rest } = step;
    try {
      onChange(next.trim() === '' ? rest : { ...rest, body: parseTyped(next) }, 'body');
      setWrong(null);
    } catch (error) {
      setWrong(`Not taken over yet: ${error instanceof Error ? error.message : String(error)}`);
    }
  };
  return (
    <TextArea
      label="Body, as JSON"
      name="body"
      className={styles.code}
      hint="Its texts are templates. Empty: the run, the contact and the data."
      spellCheck={false}
      error={wrong ?? errorWithin(errors, 'body')}
      value={text}
      onChange={({ target }) => {
        change(target.value);
      }}
    />
  );
}
