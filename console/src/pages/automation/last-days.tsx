import { useState } from 'react';
import { Link, useLocation } from 'wouter';
import { DaysChart } from '../../charts/days-chart';
import type { Outcome } from '../../charts/days-chart';
import { Button } from '../../parts/button';
import { Card } from '../../parts/page';
import table from '../../parts/table.module.css';
import { cityOf, day, number } from '../../words/time';
import type { Overview } from './queries';
import styles from './automation.module.css';

/** Completed and failed runs of 30 days, as bars or as a table; each number leads to its runs. */
export function LastDays({ overview: { workflowId, days, timezone } }: { readonly overview: Overview }) {
  const [asTable, setAsTable] = useState(false);
  const [, go] = useLocation();
  const hrefOf = (date: string, outcome: Outcome): string =>
    `/automations/${workflowId}?tab=history&status=${outcome}&from=${date}&to=${date}`;
  return (
    <Card
      title="The last 30 days"
      beside={
        <Button
          aria-pressed={asTable}
          onClick={() => {
            setAsTable(!asTable);
          }}
        >
          {asTable ? 'As a chart' : 'As a table'}
        </Button>
      }
    >
      <p className={styles.legend}>
        <span className={styles.completed}>Completed</span>
        <span className={styles.failed}>Failed</span>
        <span className="soft">by the day on which the run started, in {cityOf(timezone)}</span>
      </p>
      {asTable ? <Days days={days} hrefOf={hrefOf} /> : <DaysChart days={days} hrefOf={hrefOf} go={go} />}
    </Card>
  );
}

interface DaysProps {
  readonly days: Overview['days'];
  readonly hrefOf: (date: string, outcome: Outcome) => string;
}

const Days = ({ days, hrefOf }: DaysProps) => (
  <table className={table.table}>
    <thead>
      <tr>
        <th scope="col">Day</th>
        <th scope="col" className={table.right}>
          Completed
        </th>
        <th scope="col" className={table.right}>
          Failed
        </th>
      </tr>
    </thead>
    <tbody>
      {[...days].reverse().map(({ date, completed, failed }) => (
        <tr key={date}>
          <th scope="row">{day(date)}</th>
          <td className={table.right} data-label="Completed">
            <Link href={hrefOf(date, 'completed')}>{number(completed)}</Link>
          </td>
          <td className={table.right} data-label="Failed">
            <Link href={hrefOf(date, 'failed')}>{number(failed)}</Link>
          </td>
        </tr>
      ))}
    </tbody>
  </table>
);
