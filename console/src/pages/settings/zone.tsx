import { SelectField, TextField } from '../../parts/field';
import { zoneName } from '../../words/time';
import type { PartProps } from './settings';
import styles from './settings.module.css';

const ZONES = Intl.supportedValuesOf('timeZone');

export function Zone({ draft, change, errorAt }: PartProps) {
  const zones = [...new Set([draft.timezone, 'UTC', ...ZONES])];
  return (
    <div className={styles.pair}>
      <SelectField
        label="The account’s time zone"
        hint="Days are counted in it, and times are meant in it where contact and automation say none."
        value={draft.timezone}
        error={errorAt('timezone')}
        options={zones.map((zone) => [zone, zoneName(zone)])}
        onChange={({ target }) => {
          change({ timezone: target.value });
        }}
      />
      <TextField
        label="Country"
        hint="Two letters, such as US: phone numbers without a country code are read as its own."
        value={draft.country}
        error={errorAt('country')}
        maxLength={2}
        onChange={({ target }) => {
          change({ country: target.value.toUpperCase() });
        }}
      />
    </div>
  );
}
