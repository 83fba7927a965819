import { Copy } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button } from './button';
import styles from './shown-once.module.css';
import { tell, tellProblem } from './toasts';

/** A secret that is shown this once, to be taken along. */
export function ShownOnce({ value, children }: { readonly value: string; readonly children: ReactNode }) {
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(value);
      tell('Copied.');
    } catch {
      tellProblem(new Error('The browser does not let it be copied: select it and copy it by hand.'));
    }
  };
  return (
    <div className={styles.once}>
      <p className="soft">{children}</p>
      <code className={styles.value}>{value}</code>
      <Button icon={<Copy aria-hidden />} onClick={() => void copy()}>
        Copy
      </Button>
    </div>
  );
}
