import { scaleBand, scaleLinear } from '@visx/scale';
import { day, number } from '../words/time';
import styles from './sparkline.module.css';

interface Day {
  readonly date: string;
  readonly completed: number;
  readonly failed: number;
}

const WIDTH = 130;
const HEIGHT = 30;
/** A day on which something happened is seen, however much others had. */
const LEAST = 1.5;

/** What ended on each of the last days: green completed, red failed above it. Told in words to whoever does not see it. */
export function Sparkline({ days }: { readonly days: readonly Day[] }) {
  const x = scaleBand({ domain: days.map(({ date }) => date), range: [0, WIDTH], padding: 0.25 });
  const most = Math.max(1, ...days.map(({ completed, failed }) => completed + failed));
  const height = scaleLinear({ domain: [0, most], range: [0, HEIGHT - 1] });
  const of = (n: number): number => (n === 0 ? 0 : Math.max(LEAST, height(n)));
  return (
    <svg
      className={styles.sparkline}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      width={WIDTH}
      role="img"
      aria-label={inWords(days)}
    >
      <line x1="0" x2={WIDTH} y1={HEIGHT - 0.5} y2={HEIGHT - 0.5} />
      {days.map(({ date, completed, failed }) => (
        <g key={date}>
          <rect
            className={styles.completed}
            x={x(date)}
            width={x.bandwidth()}
            y={HEIGHT - of(completed)}
            height={of(completed)}
          />
          <rect
            className={styles.failed}
            x={x(date)}
            width={x.bandwidth()}
            y={HEIGHT - of(completed) - of(failed)}
            height={of(failed)}
          />
        </g>
      ))}
    </svg>
  );
}

function inWords(days: readonly Day[]): string {
  const sum = (of: (one: Day) => number): number => days.reduce((all, one) => all + of(one), 0);
  const from = days[0] === undefined ? '' : ` since ${day(days[0].date)}`;
  return `${number(sum(({ completed }) => completed))} completed, ${number(sum(({ failed }) => failed))} failed${from}`;
}
