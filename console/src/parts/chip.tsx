import { X } from 'lucide-react';
import type { ComponentProps } from 'react';
import styles from './chip.module.css';

export const chipClass = styles.chip;

interface RemoveChipProps extends Pick<ComponentProps<'button'>, 'onClick'> {
  /** What is taken away. */
  readonly label: string;
}

/** Takes away the chip that it stands in. */
export const RemoveChip = ({ label, onClick }: RemoveChipProps) => (
  <button type="button" aria-label={label} className={styles.remove} onClick={onClick}>
    <X aria-hidden />
  </button>
);
