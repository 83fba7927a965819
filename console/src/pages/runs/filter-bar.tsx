import { Menu } from '@base-ui/react/menu';
import { Check } from 'lucide-react';
import { RemoveChip, chipClass } from '../../parts/chip';
import { Field, SelectField, TextField, controlClass } from '../../parts/field';
import menu from '../../parts/menu.module.css';
import { Moment } from '../../parts/moment';
import { StatusPill, statusWord } from '../../parts/pill';
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
  ['', 'All runs'],
  ...Object.entries(MEANINGS).map(([code, { title }]) => [code, title] as const),
] as const;

/** What a list of runs is narrowed by. */
export function FilterBar({ filters, change, clear, timezone }: FilterBarProps) {
  return (
    <search className={styles.filters}>
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
        <Statuses chosen={statusesOf(filters)} change={change} />
        <SelectField
          label="Error"
          value={filters.errorCode}
          options={CODES}
          onChange={({ target }) => {
            change({ errorCode: target.value });
          }}
        />
        <Day name="from" label="From" filters={filters} change={change} timezone={timezone} />
        <Day name="to" label="Until" filters={filters} change={change} timezone={timezone} />
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
  const words = chosen.map(statusWord);
  return (
    <Field label="Status">
      {(ids) => (
        <Menu.Root modal={false}>
          <Menu.Trigger {...ids} className={cx(controlClass, styles.statuses)}>
            {words.length === 0 ? 'Any' : words.join(', ')}
          </Menu.Trigger>
          <Menu.Portal>
            <Menu.Positioner sideOffset={4} align="start" className={menu.positioner}>
              <Menu.Popup className={menu.menu}>
                {STATUSES.map((status) => (
                  <Menu.CheckboxItem
                    key={status}
                    className={cx(menu.item, menu.check)}
                    label={statusWord(status)}
                    checked={chosen.includes(status)}
                    onCheckedChange={(isChosen) => {
                      const next = isChosen ? [...chosen, status] : chosen.filter((one) => one !== status);
                      change({ status: next.join(',') });
                    }}
                  >
                    <span className={menu.tick}>
                      <Menu.CheckboxItemIndicator render={<Check aria-hidden className={menu.tick} />} />
                    </span>
                    <StatusPill status={status} />
                  </Menu.CheckboxItem>
                ))}
              </Menu.Popup>
            </Menu.Positioner>
          </Menu.Portal>
        </Menu.Root>
      )}
    </Field>
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
