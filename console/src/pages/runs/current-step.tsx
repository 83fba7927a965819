import { useQuery } from '@tanstack/react-query';
import type { Run } from '../../api/runs-seen';
import { StepIcon } from '../../parts/step-icon';
import { meaningOf } from '../../words/codes';
import { STEP_WORDS } from '../../words/steps';
import { runWithSteps } from '../run/queries';
import { WakeTime } from '../run/wake-time';
import styles from './runs.module.css';

/** Where a run is: its step, what a wait waits for, or why it failed. */
export function CurrentStep({ run }: { readonly run: Run }) {
  const { currentStep, status, error, wakeAt } = run;
  if (currentStep === null)
    return error === null ? <span className="soft">–</span> : <span>{meaningOf(error.code).title}</span>;
  return (
    <span className={styles.step}>
      <StepIcon type={currentStep.type} />
      <span>
        {currentStep.label ?? STEP_WORDS[currentStep.type]}
        {status === 'waiting' && wakeAt !== null ? <Wait run={run} wakeAt={wakeAt} /> : null}
        {status === 'paused' ? <small className={styles.under}>held while the automation is paused</small> : null}
      </span>
    </span>
  );
}

/** The list tells when a run wakes; in whose zone stands with its steps. */
function Wait({ run: { runId, currentStep }, wakeAt }: { readonly run: Run; readonly wakeAt: string }) {
  const { data } = useQuery({ ...runWithSteps(runId), staleTime: Infinity });
  const output = data?.timeline.find(({ stepId }) => stepId === currentStep?.stepId)?.output;
  return (
    <small className={styles.under}>
      <WakeTime wakeAt={wakeAt} type={currentStep?.type ?? 'delay'} output={output ?? null} />
    </small>
  );
}
