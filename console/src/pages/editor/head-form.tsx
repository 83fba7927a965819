import { memo } from 'react';
import { Button } from '../../parts/button';
import { SelectField, TextField } from '../../parts/field';
import { Card } from '../../parts/page';
import { zoneName } from '../../words/time';
import { zonesWith } from '../../words/zone-list';
import { DurationField } from './delay-form';
import type { Definition } from './definition';
import { EVENTS_LIST, FIELDS_LIST, useEditor } from './editor-context';
import type { FieldErrors } from './editing';
import { RuleEditor } from './rule-editor';
import styles from './editor.module.css';

type Trigger = Definition['trigger'];

interface PartProps<T> {
  readonly value: T;
  readonly errors: FieldErrors;
}

const TRIGGERS = [
  ['event', 'when an event comes'],
  ['reminder', 'before or after a date in an event'],
  ['manual', 'only by hand'],
] as const;

function begun(type: Trigger['type'], event: string): Trigger {
  if (type === 'manual') return { type };
  if (type === 'event') return { type, event };
  return { type, event, dateField: '', offset: '-P1D', key: '' };
}

export const TriggerForm = memo(function TriggerForm({ value, errors }: PartProps<Trigger>) {
  const { dispatch } = useEditor();
  const change = (trigger: Trigger, of: string): void => {
    dispatch({ type: 'define', change: { trigger }, of: `trigger ${of}` });
  };
  return (
    <Card title="Trigger">
      <div className={styles.columns}>
        <SelectField
          label="Begins"
          name="trigger"
          value={value.type}
          options={TRIGGERS}
          error={errors['trigger'] ?? errors['trigger.type']}
          onChange={({ target }) => {
            change(begun(target.value as Trigger['type'], 'event' in value ? value.event : ''), 'type');
          }}
        />
        {value.type === 'manual' ? null : (
          <TextField
            label="Event"
            name="trigger.event"
            list={EVENTS_LIST}
            placeholder="estimate.sent"
            autoComplete="off"
            spellCheck={false}
            error={errors['trigger.event']}
            value={value.event}
            onChange={({ target }) => {
              change({ ...value, event: target.value }, 'event');
            }}
          />
        )}
        {value.type === 'reminder' ? <ReminderFields value={value} errors={errors} change={change} /> : null}
      </div>
    </Card>
  );
});

interface ReminderProps extends PartProps<Extract<Trigger, { type: 'reminder' }>> {
  readonly change: (trigger: Trigger, of: string) => void;
}

function ReminderFields({ value, errors, change }: ReminderProps) {
  const path = (field: 'dateField' | 'key', label: string, placeholder: string, hint: string) => (
    <TextField
      label={label}
      name={`trigger.${field}`}
      list={FIELDS_LIST}
      placeholder={placeholder}
      hint={hint}
      spellCheck={false}
      error={errors[`trigger.${field}`]}
      value={value[field]}
      onChange={({ target }) => {
        change({ ...value, [field]: target.value }, field);
      }}
    />
  );
  return (
    <>
      {path('dateField', 'Date field', 'data.appointment.startsAt', 'The date that it is counted from.')}
      <DurationField
        label="Distance from it"
        name="trigger.offset"
        value={value.offset}
        signed
        error={errors['trigger.offset']}
        onChange={(offset) => {
          change({ ...value, offset }, 'offset');
        }}
      />
      {path('key', 'Key', 'data.appointment.id', 'A newer event with the same key moves the reminder.')}
      <TextField
        label="Cancelling event"
        name="trigger.cancelEvent"
        list={EVENTS_LIST}
        placeholder="appointment.cancelled"
        hint="Removes the reminder. May be empty."
        spellCheck={false}
        error={errors['trigger.cancelEvent']}
        value={value.cancelEvent ?? ''}
        onChange={({ target }) => {
          const { cancelEvent: _, ...rest } = value;
          change(target.value === '' ? rest : { ...value, cancelEvent: target.value }, 'cancelEvent');
        }}
      />
    </>
  );
}

export const ConditionsForm = memo(function ConditionsForm({
  value,
  errors,
}: PartProps<Definition['entryConditions']>) {
  const { dispatch } = useEditor();
  const change = (entryConditions: Definition['entryConditions']): void => {
    dispatch({ type: 'conditions', rule: entryConditions ?? null });
  };
  return (
    <Card
      title="Entry conditions"
      beside={
        value === undefined ? (
          <Button
            onClick={() => {
              change({ all: [{ field: '', op: 'eq', value: '' }] });
            }}
          >
            Add conditions
          </Button>
        ) : (
          <Button
            kind="quiet"
            onClick={() => {
              change(undefined);
            }}
          >
            Remove all
          </Button>
        )
      }
    >
      {value === undefined ? (
        <p className="soft">Everybody is let in.</p>
      ) : (
        <RuleEditor rule={value} path="entryConditions" errors={errors} onChange={change} />
      )}
    </Card>
  );
});

const REENTRY = [
  ['when_not_active', 'when no run of theirs is active'],
  ['always', 'always, also several at once'],
  ['once', 'once, and never again'],
] as const;

export const SettingsForm = memo(function SettingsForm({ value, errors }: PartProps<Definition['settings']>) {
  const { dispatch } = useEditor();
  const change = (settings: Definition['settings'], of: string): void => {
    dispatch({ type: 'define', change: settings === undefined ? {} : { settings }, of: `settings ${of}` });
  };
  return (
    <Card title="Settings">
      <div className={styles.columns}>
        <SelectField
          label="A contact is let in"
          name="settings.reentry"
          value={value?.reentry ?? 'when_not_active'}
          options={REENTRY}
          error={errors['settings.reentry'] ?? errors['settings']}
          onChange={({ target }) => {
            change({ ...value, reentry: target.value as (typeof REENTRY)[number][0] }, 'reentry');
          }}
        />
        <SelectField
          label="Time zone"
          name="settings.timezone"
          value={value?.timezone ?? ''}
          options={[
            ['', 'the account’s'],
            ...zonesWith(value?.timezone).map((zone) => [zone, zoneName(zone)] as const),
          ]}
          hint="Where the contact has none."
          error={errors['settings.timezone']}
          onChange={({ target }) => {
            const { timezone: _, ...rest } = value ?? {};
            change(target.value === '' ? rest : { ...rest, timezone: target.value }, 'timezone');
          }}
        />
      </div>
    </Card>
  );
});
