import { useRef } from 'react';
import type { FocusEvent } from 'react';
import { TextArea, TextField } from '../../parts/field';
import type { Step } from './definition';
import type { FieldErrors } from './editing';
import { MergeFields } from './merge-fields';
import { Preview } from './preview';
import { UNSUBSCRIBE_URL } from './service-fields';
import styles from './editor.module.css';

export interface StepFormProps<T extends Step['type']> {
  readonly step: Extract<Step, { type: T }>;
  /** @param of which field: typing in one is undone as one */
  readonly onChange: (step: Step, of: string) => void;
  readonly errors: FieldErrors;
}

export function SmsForm({ step, onChange, errors }: StepFormProps<'sms'>) {
  return (
    <div className={styles.message}>
      <div className={styles.fields}>
        <Recipient step={step} onChange={onChange} errors={errors} whose="the contact’s phone" />
        <TextWithFields
          label="Text"
          field="body"
          value={step.body}
          error={errors['body']}
          long
          onChange={(body) => {
            onChange({ ...step, body }, 'body');
          }}
        />
      </div>
      <Preview step={step} />
    </div>
  );
}

export function EmailForm({ step, onChange, errors }: StepFormProps<'email'>) {
  return (
    <div className={styles.message}>
      <div className={styles.fields}>
        <Recipient step={step} onChange={onChange} errors={errors} whose="the contact’s email" />
        <TextWithFields
          label="Subject"
          field="subject"
          value={step.subject}
          error={errors['subject']}
          onChange={(subject) => {
            onChange({ ...step, subject }, 'subject');
          }}
        />
        <TextWithFields
          label="Body, as HTML"
          field="body"
          value={step.body}
          error={errors['body']}
          long
          more={OF_EMAILS}
          onChange={(body) => {
            onChange({ ...step, body }, 'body');
          }}
        />
      </div>
      <Preview step={step} />
    </div>
  );
}

const OF_EMAILS = [UNSUBSCRIBE_URL];

interface RecipientProps extends Pick<StepFormProps<'sms' | 'email'>, 'step' | 'onChange' | 'errors'> {
  readonly whose: string;
}

const Recipient = ({ step, onChange, errors, whose }: RecipientProps) => (
  <TextField
    label="To"
    name="to"
    placeholder={whose}
    hint={step.to === undefined ? `Empty: ${whose}.` : undefined}
    error={errors['to']}
    spellCheck={false}
    value={step.to ?? ''}
    onChange={({ target }) => {
      const { to: _, ...rest } = step;
      onChange(target.value === '' ? rest : { ...step, to: target.value }, 'to');
    }}
  />
);

interface TextWithFieldsProps {
  readonly label: string;
  /** As the API names it. */
  readonly field: string;
  readonly value: string;
  readonly error: string | undefined;
  readonly long?: boolean;
  /** Fields that it may name beside those of every text. */
  readonly more?: readonly string[];
  readonly onChange: (text: string) => void;
}

/** A template: merge fields are inserted where its cursor is. */
export function TextWithFields({ label, field, value, error, long = false, more = [], onChange }: TextWithFieldsProps) {
  const control = useRef<HTMLInputElement & HTMLTextAreaElement>(null);
  const cursor = useRef<readonly [number, number] | null>(null);
  const shared = {
    label,
    name: field,
    error,
    value,
    ref: control,
    onBlur: ({ target }: FocusEvent<HTMLInputElement | HTMLTextAreaElement>) => {
      cursor.current = [target.selectionStart ?? target.value.length, target.selectionEnd ?? target.value.length];
    },
    onChange: ({ target }: { readonly target: { readonly value: string } }) => {
      onChange(target.value);
    },
  };
  return (
    <div className={styles.template}>
      {long ? <TextArea {...shared} rows={4} /> : <TextField {...shared} />}
      <MergeFields into={control} cursor={cursor} onChange={onChange} what={label.toLowerCase()} more={more} />
    </div>
  );
}
