import type { Window } from './draft';

export const DAY_MINUTES = 1_440;
/** What a drag snaps to, in minutes. */
const STEP = 15;

export function minutesOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return hours * 60 + minutes;
}

export function timeOf(minutes: number): string {
  const within = Math.min(Math.max(minutes, 0), DAY_MINUTES);
  return `${String(Math.floor(within / 60)).padStart(2, '0')}:${String(within % 60).padStart(2, '0')}`;
}

/** The part of a day that a window shows on, in minutes: one that goes on overnight, to midnight. */
export function shownOn([open, close]: Window): readonly [from: number, to: number] {
  const [from, to] = [minutesOf(open), minutesOf(close)];
  return [from, to <= from ? DAY_MINUTES : to];
}

/** What was dragged over, in minutes of the day. Null: no more than a press. */
export function dragged(from: number, to: number): readonly [number, number] | null {
  const snap = (minutes: number): number => Math.round(minutes / STEP) * STEP;
  const [first, last] = [snap(Math.min(from, to)), snap(Math.max(from, to))];
  return last - first < STEP ? null : [Math.max(0, first), Math.min(DAY_MINUTES, last)];
}

/** With one more: what it meets becomes one window with it. Windows that go on overnight stay as they are. */
export function withWindow(windows: readonly Window[], [from, to]: readonly [number, number]): readonly Window[] {
  const [overnight, within] = [
    windows.filter(([open, close]) => minutesOf(close) <= minutesOf(open)),
    windows.filter(([open, close]) => minutesOf(close) > minutesOf(open)),
  ];
  let [first, last] = [from, to];
  const apart = within.filter(([open, close]) => {
    const [begins, ends] = [minutesOf(open), minutesOf(close)];
    if (ends < first || begins > last) return true;
    [first, last] = [Math.min(first, begins), Math.max(last, ends)];
    return false;
  });
  const all: readonly Window[] = [...apart, [timeOf(first), timeOf(last)], ...overnight];
  return [...all].sort((a, b) => minutesOf(a[0]) - minutesOf(b[0]));
}
