import { X } from 'lucide-react';
import { Store, useStore } from '../api/store';
import { asProblem } from '../api/problem';
import { toldOf } from '../words/problems';
import { cx } from './cx';
import styles from './toasts.module.css';

interface Toast {
  readonly id: number;
  readonly text: string;
  readonly tone: 'good' | 'bad';
}

const SHOWN_MS = 6_000;
const toasts = new Store<readonly Toast[]>([]);
let next = 0;

function show(text: string, tone: Toast['tone']): void {
  const id = next++;
  const others = toasts.get().filter((toast) => toast.text !== text);
  toasts.set([...others, { id, text, tone }]);
  if (tone === 'good') setTimeout(dismiss, SHOWN_MS, id);
}

function dismiss(id: number): void {
  toasts.set(toasts.get().filter((toast) => toast.id !== id));
}

/** The result of one's own action, shown for a while and read out; said again, it takes the place of what was said before. */
export const tell = (text: string): void => {
  show(text, 'good');
};

/** What went wrong with it, shown until it was read. */
export const tellProblem = (error: unknown): void => {
  show(toldOf(asProblem(error)), 'bad');
};

export function Toasts() {
  return (
    <div className={styles.toasts} role="status" aria-live="polite">
      {useStore(toasts).map(({ id, text, tone }) => (
        <p key={id} className={cx(styles.toast, styles[tone])}>
          {text}
          <button
            type="button"
            aria-label="Dismiss"
            onClick={() => {
              dismiss(id);
            }}
          >
            <X aria-hidden />
          </button>
        </p>
      ))}
    </div>
  );
}
