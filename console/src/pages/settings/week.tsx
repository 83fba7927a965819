import { Plus, X } from 'lucide-react';
import { Button } from '../../parts/button';
import { hourOfDay } from '../../words/time';
import { WEEKDAYS } from './draft';
import type { Weekday, Window } from './draft';
import { withWindow } from './hours';
import type { PartProps } from './settings';
import styles from './week.module.css';
import { TICKS, WeekBar } from './week-bar';

const NAMES: Readonly<Record<Weekday, string>> = {
  mon: 'Monday',
  tue: 'Tuesday',
  wed: 'Wednesday',
  thu: 'Thursday',
  fri: 'Friday',
  sat: 'Saturday',
  sun: 'Sunday',
};

const USUAL: Window = ['09:00', '17:00'];

/** When the account is open: drag over a day, or type the times. A close before its open is on the next day. */
export function Week({ draft, change, readOnly, errorAt }: PartProps) {
  const set = (day: Weekday, windows: readonly Window[]): void => {
    change({ hours: { ...draft.hours, [day]: windows } });
  };
  return (
    <div className={styles.week}>
      <div className={styles.day} aria-hidden>
        <p className={styles.scale}>
          {TICKS.map((hour) => (
            <span key={hour}>{hourOfDay(hour)}</span>
          ))}
        </p>
      </div>
      {WEEKDAYS.map((day) => {
        const windows = draft.hours[day];
        const error = errorAt(`businessHours.${day}`);
        return (
          <div key={day} className={styles.day} role="group" aria-label={NAMES[day]}>
            <b>{NAMES[day]}</b>
            <WeekBar
              windows={windows}
              readOnly={readOnly}
              add={(added) => {
                set(day, withWindow(windows, added));
              }}
            />
            <div className={styles.windows}>
              {windows.length === 0 ? <span className="soft">closed</span> : null}
              {windows.map((window, index) => (
                <Times
                  key={index}
                  window={window}
                  readOnly={readOnly}
                  day={NAMES[day]}
                  change={(changed) => {
                    set(
                      day,
                      windows.flatMap((one, at) => (at !== index ? [one] : changed === null ? [] : [changed])),
                    );
                  }}
                />
              ))}
              {readOnly ? null : (
                <Button
                  kind="quiet"
                  icon={<Plus aria-hidden />}
                  aria-label={`Add hours on ${NAMES[day]}`}
                  onClick={() => {
                    set(day, [...windows, USUAL]);
                  }}
                />
              )}
              {error === null ? null : (
                <span role="alert" className={styles.wrong}>
                  {error}
                </span>
              )}
            </div>
          </div>
        );
      })}
    </div>
  );
}

interface TimesProps {
  readonly window: Window;
  readonly day: string;
  readonly readOnly: boolean;
  /** Null: taken away. */
  readonly change: (window: Window | null) => void;
}

const Times = ({ window: [open, close], day, readOnly, change }: TimesProps) => (
  <span className={styles.times}>
    <input
      type="time"
      aria-label={`${day} opens`}
      value={open}
      onChange={({ target }) => {
        change([target.value, close]);
      }}
    />
    –
    <input
      type="time"
      aria-label={`${day} closes`}
      value={close === '24:00' ? '00:00' : close}
      onChange={({ target }) => {
        change([open, target.value]);
      }}
    />
    {readOnly ? null : (
      <button
        type="button"
        aria-label={`Remove ${open} to ${close} on ${day}`}
        onClick={() => {
          change(null);
        }}
      >
        <X aria-hidden />
      </button>
    )}
  </span>
);
