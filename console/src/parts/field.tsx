import { useId } from 'react';
import type { ComponentProps, ReactNode } from 'react';
import { sentence } from '../words/sentence';
import { cx } from './cx';
import styles from './field.module.css';

interface FieldProps {
  readonly label: string;
  readonly hint?: ReactNode;
  /** What is wrong with it, in the API's words. */
  readonly error?: string | null | undefined;
  readonly children: (ids: FieldIds) => ReactNode;
  /** The label is for those who do not see the place. */
  readonly unseenLabel?: boolean;
}

export interface FieldIds {
  readonly id: string;
  readonly 'aria-describedby': string | undefined;
  readonly 'aria-invalid': true | undefined;
}

/** A control with its label, its hint and what is wrong with it. */
export function Field({ label, hint, error, children, unseenLabel = false }: FieldProps) {
  const id = useId();
  const wrong = error !== undefined && error !== null && error !== '';
  const described = [hint === undefined ? null : `${id}-hint`, wrong ? `${id}-error` : null].filter(
    (one) => one !== null,
  );
  return (
    <div className={styles.field}>
      <label htmlFor={id} className={cx(styles.label, unseenLabel && 'unseen')}>
        {label}
      </label>
      {children({
        id,
        'aria-describedby': described.length === 0 ? undefined : described.join(' '),
        'aria-invalid': wrong ? true : undefined,
      })}
      {hint === undefined ? null : (
        <p id={`${id}-hint`} className={styles.hint}>
          {hint}
        </p>
      )}
      {wrong ? (
        <p id={`${id}-error`} className={styles.error}>
          {sentence(error)}
        </p>
      ) : null}
    </div>
  );
}

/** Of a button that opens a list to choose from. */
export const controlClass = cx(styles.control, styles.select);

type Own<T extends 'input' | 'select' | 'textarea'> = Omit<ComponentProps<T>, 'id' | 'children'> &
  Omit<FieldProps, 'children'>;

export const TextField = ({ label, hint, error, unseenLabel, className, ...rest }: Own<'input'>) => (
  <Field label={label} hint={hint} error={error} {...(unseenLabel === undefined ? {} : { unseenLabel })}>
    {(ids) => <input {...rest} {...ids} className={cx(styles.control, className)} />}
  </Field>
);

export const TextArea = ({ label, hint, error, unseenLabel, className, ...rest }: Own<'textarea'>) => (
  <Field label={label} hint={hint} error={error} {...(unseenLabel === undefined ? {} : { unseenLabel })}>
    {(ids) => <textarea {...rest} {...ids} className={cx(styles.control, styles.area, className)} />}
  </Field>
);

interface Choices {
  readonly options: readonly (readonly [value: string, label: string])[];
}

export const SelectField = ({
  label,
  hint,
  error,
  unseenLabel,
  options,
  className,
  ...rest
}: Own<'select'> & Choices) => (
  <Field label={label} hint={hint} error={error} {...(unseenLabel === undefined ? {} : { unseenLabel })}>
    {(ids) => (
      <select {...rest} {...ids} className={cx(styles.control, styles.select, className)}>
        {options.map(([value, shown]) => (
          <option key={value} value={value}>
            {shown}
          </option>
        ))}
      </select>
    )}
  </Field>
);

export const CheckField = ({
  label,
  hint,
  ...rest
}: Omit<ComponentProps<'input'>, 'type'> & { readonly label: string; readonly hint?: string }) => (
  <label className={styles.check}>
    <input type="checkbox" {...rest} />
    <span>
      {label}
      {hint === undefined ? null : <small className={styles.hint}>{hint}</small>}
    </span>
  </label>
);
