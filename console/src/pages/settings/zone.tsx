import { SelectField, TextField } from '../../parts/field';
import { zoneName } from '../../words/time';
import { zonesWith } from '../../words/zone-list';
import type { PartProps } from './settings';
import styles from './settings.module.css';

export function Zone({ draft, change, errorAt }: PartProps) {
  return (
    <div className={styles.pair}>
      <SelectField
        label="The account’s time zone"
        hint="Days are counted in it, and times are meant in it where contact and automation say none."
        value={draft.timezone}
        error={errorAt('timezone')}
        options={zonesWith(draft.timezone).map((zone) => [zone, zoneName(zone)])}
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
