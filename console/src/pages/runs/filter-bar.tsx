import { RemoveChip, chipClass } from '../../parts/chip';
import { SelectField, TextField } from '../../parts/field';
import { Moment } from '../../parts/moment';
import { StatusPill } from '../../parts/pill';
import { cx } from '../../parts/cx';
import { MEANINGS } from '../../words/codes';
import { VIEWER_ZONE, cityOf } from '../../words/time';
import { STATUSES, isFiltered, statusesOf } from './filters';
import type { Filters, RunStatus } from './filters';
import styles from './runs.module.css';

interface FilterBarProps {
  readonly filters: Filters;
  readonly change: (changed: Partial<Filters>) => void;
  readonly clear: () => void;
  /** In which the days are. */
  readonly timezone: string | null;
}

const CODES = [
  ['', 'Any error, or none'],
  ...Object.entries(MEANINGS).map(([code, { title }]) => [code, title] as const),
] as const;

/** What a list of runs is narrowed by. */
export function FilterBar({ filters, change, clear, timezone }: FilterBarProps) {
  return (
    <search className={styles.filters}>
      <Statuses chosen={statusesOf(filters)} change={change} />
      <div className={styles.fields}>
        <TextField
          label="Contact"
          type="search"
          placeholder="Name, phone, email or id"
          value={filters.contact}
          onChange={({ target }) => {
            change({ contact: target.value });
          }}
        />
        <Day name="from" label="From" filters={filters} change={change} timezone={timezone} />
        <Day name="to" label="Until" filters={filters} change={change} timezone={timezone} />
        <SelectField
          label="Error"
          value={filters.errorCode}
          options={CODES}
          onChange={({ target }) => {
            change({ errorCode: target.value });
          }}
        />
        {Number.isNaN(Date.parse(filters.ended)) ? null : (
          <p className={cx(chipClass, styles.since)}>
            Ended since <Moment at={filters.ended} as="moment" />
            <RemoveChip
              label="Whenever they ended"
              onClick={() => {
                change({ ended: '' });
              }}
            />
          </p>
        )}
        {isFiltered(filters) ? (
          <button type="button" className={styles.clear} onClick={clear}>
            Clear filters
          </button>
        ) : null}
      </div>
    </search>
  );
}

function Statuses({ chosen, change }: { readonly chosen: readonly RunStatus[] } & Pick<FilterBarProps, 'change'>) {
  return (
    <div role="group" aria-label="Status" className={styles.statuses}>
      {STATUSES.map((status) => {
        const isChosen = chosen.includes(status);
        const next = isChosen ? chosen.filter((one) => one !== status) : [...chosen, status];
        return (
          <button
            key={status}
            type="button"
            aria-pressed={isChosen}
            className={cx(styles.status, isChosen && styles.chosen)}
            onClick={() => {
              change({ status: next.join(',') });
            }}
          >
            <StatusPill status={status} />
          </button>
        );
      })}
    </div>
  );
}

interface DayProps extends Omit<FilterBarProps, 'clear'> {
  readonly name: 'from' | 'to';
  readonly label: string;
}

const Day = ({ name, label, filters, change, timezone }: DayProps) => (
  <TextField
    label={timezone === null || timezone === VIEWER_ZONE ? label : `${label} (${cityOf(timezone)})`}
    type="date"
    value={filters[name]}
    onChange={({ target }) => {
      change({ [name]: target.value });
    }}
  />
);
