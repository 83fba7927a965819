import type { Run } from '../../api/runs-seen';
import { cx } from '../../parts/cx';
import { StepIcon } from '../../parts/step-icon';
import { meaningOf } from '../../words/codes';
import { STEP_WORDS } from '../../words/steps';
import { WakeTime } from '../run/wake-time';
import styles from './runs.module.css';

/** Where a run is: its step, what a wait waits for, or why it failed. */
export function CurrentStep({ run }: { readonly run: Run }) {
  const { currentStep, status, error, wakeAt, wakeZone } = run;
  if (currentStep === null)
    return error === null ? (
      <span className={cx('soft', styles.none)}>–</span>
    ) : (
      <span>{meaningOf(error.code).title}</span>
    );
  return (
    <span className={styles.step}>
      <StepIcon type={currentStep.type} />
      <span>
        {currentStep.label ?? STEP_WORDS[currentStep.type]}
        {status === 'waiting' && wakeAt !== null ? (
          <small className={styles.under}>
            <WakeTime wakeAt={wakeAt} type={currentStep.type} output={wakeZone} />
          </small>
        ) : null}
        {status === 'paused' ? <small className={styles.under}>held while the automation is paused</small> : null}
      </span>
    </span>
  );
}
