import { Plus } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../parts/button';
import { RemoveChip, chipClass } from '../../parts/chip';
import { TextField } from '../../parts/field';
import { date as dateInWords } from '../../words/time';
import type { PartProps } from './settings';
import styles from './settings.module.css';

/** Holidays: business hours do not open on them. */
export function ClosedDates({ draft, change, readOnly, errorAt }: PartProps) {
  const [next, setNext] = useState('');
  const add = (): void => {
    if (next === '') return;
    change({ closedDates: [...new Set([...draft.closedDates, next])].sort() });
    setNext('');
  };
  return (
    <div className={styles.dates}>
      {draft.closedDates.length === 0 ? <p className="soft">None: the business hours hold on every day.</p> : null}
      <ul className={styles.chips}>
        {draft.closedDates.map((date) => (
          <li key={date} className={chipClass}>
            {dateInWords(date)}
            {readOnly ? null : (
              <RemoveChip
                label={`Remove ${dateInWords(date)}`}
                onClick={() => {
                  change({ closedDates: draft.closedDates.filter((one) => one !== date) });
                }}
              />
            )}
          </li>
        ))}
      </ul>
      {readOnly ? null : (
        <div className={styles.add}>
          <TextField
            label="Closed on"
            type="date"
            value={next}
            error={errorAt('closedDates')}
            onChange={({ target }) => {
              setNext(target.value);
            }}
            onBlur={add}
            onKeyDown={(event) => {
              if (event.key !== 'Enter') return;
              event.preventDefault();
              add();
            }}
          />
          <Button icon={<Plus aria-hidden />} onClick={add}>
            Add
          </Button>
        </div>
      )}
    </div>
  );
}
