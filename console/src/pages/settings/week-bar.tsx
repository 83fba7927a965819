import { useRef, useState } from 'react';
import type { PointerEvent } from 'react';
import type { Window } from './draft';
import { DAY_MINUTES, dragged, shownOn } from './hours';
import styles from './week.module.css';

/** Hours that are marked: the quarters of a day. */
export const TICKS = [6, 12, 18] as const;

interface WeekBarProps {
  readonly windows: readonly Window[];
  readonly readOnly: boolean;
  readonly add: (minutes: readonly [number, number]) => void;
}

/** A day from midnight to midnight: what is open stands out, and what is dragged over opens. The fields beside it do the same. */
export function WeekBar({ windows, readOnly, add }: WeekBarProps) {
  const bar = useRef<SVGSVGElement>(null);
  const [drag, setDrag] = useState<readonly [from: number, to: number] | null>(null);
  const minutesAt = ({ clientX }: PointerEvent): number => {
    const box = bar.current?.getBoundingClientRect();
    if (box === undefined) return 0;
    return Math.min(1, Math.max(0, (clientX - box.left) / box.width)) * DAY_MINUTES;
  };
  const over = drag === null ? null : dragged(...drag);
  return (
    <svg
      ref={bar}
      className={styles.bar}
      viewBox={`0 0 ${DAY_MINUTES} 24`}
      preserveAspectRatio="none"
      aria-hidden
      onPointerDown={(event) => {
        if (readOnly) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        setDrag([minutesAt(event), minutesAt(event)]);
      }}
      onPointerMove={(event) => {
        if (drag !== null) setDrag([drag[0], minutesAt(event)]);
      }}
      onPointerUp={() => {
        if (over !== null) add(over);
        setDrag(null);
      }}
      onPointerCancel={() => {
        setDrag(null);
      }}
    >
      <rect className={styles.ground} width={DAY_MINUTES} height="24" />
      {TICKS.map((hour) => (
        <line key={hour} x1={hour * 60} x2={hour * 60} y1="0" y2="24" />
      ))}
      {windows.map((window, index) => {
        const [from, to] = shownOn(window);
        return <rect key={index} className={styles.open} x={from} width={to - from} height="24" />;
      })}
      {over === null ? null : <rect className={styles.over} x={over[0]} width={over[1] - over[0]} height="24" />}
    </svg>
  );
}
