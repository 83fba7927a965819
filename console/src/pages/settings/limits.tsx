import { TextField } from '../../parts/field';
import { CHANNELS } from './draft';
import type { PartProps } from './settings';
import styles from './settings.module.css';

const NAMES = { sms: 'SMS', email: 'Emails', webhook: 'Webhooks' } as const;

/** How many may leave. Empty: as many as come. */
export const Limits = ({ draft, change, errorAt }: PartProps) => (
  <div className={styles.limits}>
    {CHANNELS.map((channel) => (
      <TextField
        key={channel}
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
