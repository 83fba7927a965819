import { AxisBottom, AxisLeft } from '@visx/axis';
import { scaleBand, scaleLinear } from '@visx/scale';
import { useEffect, useId, useRef, useState } from 'react';
import type { ComponentProps, KeyboardEvent } from 'react';
import { day, number } from '../words/time';
import styles from './days-chart.module.css';

export type Outcome = 'completed' | 'failed';

export interface DayOfRuns {
  /** `2026-11-28`. */
  readonly date: string;
  readonly completed: number;
  readonly failed: number;
}

interface DaysChartProps {
  readonly days: readonly DayOfRuns[];
  readonly hrefOf: (date: string, outcome: Outcome) => string;
  readonly go: (href: string) => void;
}

interface At {
  readonly index: number;
  readonly outcome: Outcome;
}

const HEIGHT = 220;
const MARGIN = { top: 10, right: 4, bottom: 28, left: 38 };
const OUTCOMES: readonly Outcome[] = ['completed', 'failed'];
/** A label needs this much room, in pixels. */
const LABEL_WIDTH = 90;

/** Completed and failed runs by the day, one on the other. Each part is a link; the arrow keys go from one to the next. */
export function DaysChart({ days, hrefOf, go }: DaysChartProps) {
  const [box, width] = useWidth();
  const [at, setAt] = useState<At>({ index: days.length - 1, outcome: 'completed' });
  const [told, setTold] = useState<number | null>(null);
  const parts = useRef(new Map<string, Focusable>());
  const hatch = useId();
  const inner = { width: Math.max(0, width - MARGIN.left - MARGIN.right), height: HEIGHT - MARGIN.top - MARGIN.bottom };
  const most = Math.max(1, ...days.map(({ completed, failed }) => completed + failed));
  const x = scaleBand({ domain: days.map(({ date }) => date), range: [0, inner.width], padding: 0.2 });
  const y = scaleLinear({ domain: [0, most], range: [inner.height, 0], nice: true });
  const every = Math.max(1, Math.ceil(LABEL_WIDTH / (x.step() || 1)));
  const move = (event: KeyboardEvent): void => {
    const next = after(at, event.key, days.length);
    if (next === null) return;
    event.preventDefault();
    setAt(next);
    parts.current.get(keyOf(next))?.focus();
  };
  return (
    <div
      ref={box}
      className={styles.chart}
      onMouseLeave={() => {
        setTold(null);
      }}
    >
      <svg
        width={width}
        height={HEIGHT}
        role="group"
        aria-label="Runs by the day; arrow keys go from bar to bar"
        onKeyDown={move}
      >
        <defs>
          <pattern id={hatch} width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
            <rect width="5" height="5" className={styles.failedGround} />
            <rect width="2" height="5" className={styles.failedLine} />
          </pattern>
        </defs>
        <g transform={`translate(${MARGIN.left},${MARGIN.top})`}>
          <AxisLeft
            scale={y}
            tickValues={y.ticks(4).filter(Number.isInteger)}
            tickFormat={(value) => number(Number(value))}
            hideAxisLine
            hideTicks
            tickClassName={styles.tick ?? ''}
            tickLabelProps={{ className: styles.label ?? '' }}
          />
          <AxisBottom
            scale={x}
            top={inner.height}
            tickValues={days.filter((_, index) => (days.length - 1 - index) % every === 0).map(({ date }) => date)}
            tickFormat={(date) => day(date)}
            hideTicks
            axisLineClassName={styles.axis ?? ''}
            tickLabelProps={{ className: styles.label ?? '', textAnchor: 'end', dx: '1.6em' }}
          />
          {days.map((one, index) => (
            <g
              key={one.date}
              onMouseEnter={() => {
                setTold(index);
              }}
            >
              <rect className={styles.column} x={(x(one.date) ?? 0) - 1} width={x.step()} height={inner.height} />
              {OUTCOMES.map((outcome) => (
                <Part
                  key={outcome}
                  name={`${day(one.date)}: ${number(one[outcome])} ${outcome}`}
                  href={hrefOf(one.date, outcome)}
                  go={go}
                  isNext={at.index === index && at.outcome === outcome}
                  ref={(element) => {
                    if (element !== null) parts.current.set(keyOf({ index, outcome }), element);
                  }}
                  onFocus={() => {
                    setTold(index);
                    setAt({ index, outcome });
                  }}
                  onBlur={() => {
                    setTold(null);
                  }}
                >
                  <rect
                    className={styles[outcome]}
                    fill={outcome === 'failed' ? `url(#${hatch})` : undefined}
                    x={x(one.date)}
                    width={x.bandwidth()}
                    y={y(outcome === 'completed' ? one.completed : one.completed + one.failed)}
                    height={inner.height - y(one[outcome])}
                  />
                </Part>
              ))}
            </g>
          ))}
        </g>
      </svg>
      <Tip
        one={told === null ? undefined : days[told]}
        left={MARGIN.left + (x(days[told ?? 0]?.date ?? '') ?? 0)}
        width={width}
      />
    </div>
  );
}

interface PartProps extends Pick<ComponentProps<'a'>, 'onFocus' | 'onBlur' | 'children'> {
  /** With day and number: it is read out. */
  readonly name: string;
  readonly href: string;
  readonly go: (href: string) => void;
  /** The tab key leads to it. */
  readonly isNext: boolean;
  readonly ref: (element: Focusable | null) => void;
}

/** An element of HTML or SVG. */
type Focusable = HTMLOrSVGElement;

/** A part of a bar, that leads to the runs it stands for. */
const Part = ({ name, href, go, isNext, ...rest }: PartProps) => (
  <a
    {...rest}
    href={href}
    className={styles.part}
    tabIndex={isNext ? 0 : -1}
    aria-label={name}
    onClick={(event) => {
      if (event.metaKey || event.ctrlKey || event.shiftKey) return;
      event.preventDefault();
      go(href);
    }}
  />
);

const keyOf = ({ index, outcome }: At): string => `${index} ${outcome}`;

/** Left and right go a day on, up and down to the other outcome of the day. */
function after({ index, outcome }: At, key: string, count: number): At | null {
  switch (key) {
    case 'ArrowLeft':
      return { index: Math.max(0, index - 1), outcome };
    case 'ArrowRight':
      return { index: Math.min(count - 1, index + 1), outcome };
    case 'ArrowUp':
      return { index, outcome: 'failed' };
    case 'ArrowDown':
      return { index, outcome: 'completed' };
    case 'Home':
      return { index: 0, outcome };
    case 'End':
      return { index: count - 1, outcome };
    default:
      return null;
  }
}

interface TipProps {
  readonly one: DayOfRuns | undefined;
  readonly left: number;
  readonly width: number;
}

const TIP_WIDTH = 150;

/** What the bars say, beside the pointer or the focus; the bars' own names say it to a screen reader. */
function Tip({ one, left, width }: TipProps) {
  if (one === undefined) return null;
  return (
    <div
      className={styles.tip}
      style={{ left: Math.max(0, Math.min(left - TIP_WIDTH / 2, width - TIP_WIDTH)) }}
      aria-hidden
    >
      <b>{day(one.date)}</b>
      <span>{number(one.completed)} completed</span>
      <span>{number(one.failed)} failed</span>
    </div>
  );
}

/** Of an element, as it is laid out; pixels. */
function useWidth(): readonly [React.RefObject<HTMLDivElement | null>, number] {
  const box = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  useEffect(() => {
    const { current } = box;
    if (current === null) return;
    const observer = new ResizeObserver(([entry]) => {
      if (entry !== undefined) setWidth(entry.contentRect.width);
    });
    observer.observe(current);
    return () => {
      observer.disconnect();
    };
  }, []);
  return [box, width];
}
