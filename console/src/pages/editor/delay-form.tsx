import { useState } from 'react';
import { SelectField, TextField } from '../../parts/field';
import { isoDuration, simpleDuration } from '../../words/durations';
import type { Unit } from '../../words/durations';
import { FIELDS_LIST } from './editor-context';
import type { StepFormProps } from './message-forms';
import styles from './editor.module.css';

export function DelayForm({ step, onChange, errors }: StepFormProps<'delay'>) {
  const { duration, until, offset, ...rest } = step;
  return (
    <div className={styles.fields}>
      <SelectField
        label="Waits"
        value={until === undefined ? 'for' : 'until'}
        options={[
          ['for', 'for a length of time'],
          ['until', 'until a date in the data'],
        ]}
        onChange={({ target }) => {
          onChange(target.value === 'for' ? { ...rest, duration: 'P1D' } : { ...rest, until: '' }, 'kind');
        }}
      />
      {until === undefined ? (
        <DurationField
          label="Length"
          name="duration"
          value={duration ?? ''}
          error={errors['duration'] ?? errors['offset']}
          onChange={(next) => {
            onChange({ ...rest, duration: next }, 'duration');
          }}
        />
      ) : (
        <>
          <TextField
            label="Date field"
            name="until"
            list={FIELDS_LIST}
            placeholder="data.appointment.startsAt"
            spellCheck={false}
            error={errors['until'] ?? errors['duration']}
            value={until}
            onChange={({ target }) => {
              onChange({ ...step, until: target.value }, 'until');
            }}
          />
          <DurationField
            label="Distance from it"
            name="offset"
            value={offset ?? 'PT0M'}
            signed
            error={errors['offset']}
            onChange={(next) => {
              onChange(next === 'PT0M' ? { ...rest, until } : { ...rest, until, offset: next }, 'offset');
            }}
          />
        </>
      )}
      <p className="soft small">
        Days and longer are calendar days in the contact’s zone; hours and shorter are exact.
      </p>
    </div>
  );
}

interface DurationFieldProps {
  readonly label: string;
  readonly name: string;
  /** ISO 8601. */
  readonly value: string;
  readonly onChange: (iso: string) => void;
  readonly error: string | undefined;
  /** Before or after something. */
  readonly signed?: boolean;
}

const UNITS: readonly (readonly [Unit | 'iso', string])[] = [
  ['minute', 'minutes'],
  ['hour', 'hours'],
  ['day', 'days'],
  ['week', 'weeks'],
  ['month', 'months'],
  ['iso', 'as ISO 8601'],
];

/** A number and its unit; lengths of several units as ISO 8601. */
export function DurationField({ label, name, value, onChange, error, signed = false }: DurationFieldProps) {
  const simple = simpleDuration(value);
  const [asIso, setAsIso] = useState(simple === null);
  const shown = asIso ? null : simple;
  const unit = (
    <SelectField
      label={`Unit of ${label.toLowerCase()}`}
      unseenLabel
      value={shown?.unit ?? 'iso'}
      options={UNITS}
      onChange={({ target }) => {
        setAsIso(target.value === 'iso');
        if (target.value !== 'iso')
          onChange(isoDuration({ negative: signed, count: 1, ...simple, unit: target.value as Unit }));
      }}
    />
  );
  return (
    <div className={styles.duration}>
      {shown === null ? (
        <TextField
          label={label}
          name={name}
          placeholder={signed ? '-P1DT2H' : 'P1DT2H'}
          spellCheck={false}
          error={error}
          value={value}
          onChange={({ target }) => {
            onChange(target.value);
          }}
        />
      ) : (
        <TextField
          label={label}
          name={name}
          type="number"
          min={0}
          max={999_999}
          error={error}
          value={shown.count}
          onChange={({ target }) => {
            onChange(
              isoDuration({ ...shown, count: Math.min(999_999, Math.max(0, Math.trunc(target.valueAsNumber) || 0)) }),
            );
          }}
        />
      )}
      {unit}
      {signed && shown !== null ? (
        <SelectField
          label="Before or after"
          unseenLabel
          value={shown.negative ? 'before' : 'after'}
          options={[
            ['before', 'before it'],
            ['after', 'after it'],
          ]}
          onChange={({ target }) => {
            onChange(isoDuration({ ...shown, negative: target.value === 'before' }));
          }}
        />
      ) : null}
    </div>
  );
}
