import { TextField } from '../../parts/field';
import type { PartProps } from './settings';
import styles from './settings.module.css';

/** Whom messages come from. Empty: whom the service is configured with. */
export const Senders = ({ draft, change, errorAt }: PartProps) => (
  <div className={styles.pair}>
    <TextField
      label="Emails come from"
      placeholder="Harbour Dental <hello@example.com>"
      value={draft.emailFrom}
      error={errorAt('emailFrom')}
      onChange={({ target }) => {
        change({ emailFrom: target.value });
      }}
    />
    <TextField
      label="SMS come from"
      placeholder="+12025550100"
      value={draft.smsFrom}
      error={errorAt('smsFrom')}
      onChange={({ target }) => {
        change({ smsFrom: target.value });
      }}
    />
  </div>
);
