import { SelectField, TextField } from '../../parts/field';
import { CHANNELS } from './draft';
import type { PartProps } from './settings';
import styles from './settings.module.css';

const NAMES = { sms: 'SMS', email: 'Emails', webhook: 'Webhooks' } as const;

const WHEN_FULL = [
  ['fail', 'fail'],
  ['wait', 'wait for a minute with room'],
] as const;

/** How many may leave. Empty: as many as come. */
export const Limits = ({ draft, change, errorAt }: PartProps) => (
  <div className={styles.limits}>
    {CHANNELS.map((channel) => (
      <div key={channel} className={styles.limit}>
        <TextField
          label={`${NAMES[channel]} a minute`}
          type="number"
          min={1}
          placeholder="no limit"
          value={draft.perMinute[channel]}
          error={errorAt(`rateLimits.${channel}`)}
          onChange={({ target }) => {
            change({ perMinute: { ...draft.perMinute, [channel]: target.value } });
          }}
        />
        {draft.perMinute[channel] === '' ? null : (
          <SelectField
            label={`${NAMES[channel]} beyond it`}
            value={draft.whenFull[channel]}
            options={WHEN_FULL}
            onChange={({ target }) => {
              change({ whenFull: { ...draft.whenFull, [channel]: target.value === 'wait' ? 'wait' : 'fail' } });
            }}
          />
        )}
      </div>
    ))}
    <TextField
      label="Messages to one contact a day"
      type="number"
      min={1}
      placeholder="no limit"
      value={draft.perContactPerDay}
      error={errorAt('rateLimits.perContactPerDay')}
      onChange={({ target }) => {
        change({ perContactPerDay: target.value });
      }}
    />
  </div>
);
