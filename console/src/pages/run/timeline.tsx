import { Fragment } from 'react';
import type { RunWithSteps } from '../../api/runs-seen';
import { cx } from '../../parts/cx';
import { Duration, Moment } from '../../parts/moment';
import { StatusPill } from '../../parts/pill';
import { StepIcon } from '../../parts/step-icon';
import { SKIPPED } from '../../words/codes';
import { STEP_WORDS, branchInWords } from '../../words/steps';
import { depthsOf } from './depths';
import { StepContent } from './step-content';
import { Trouble } from './trouble';
import styles from './timeline.module.css';

export type Item = RunWithSteps['timeline'][number];

interface TimelineProps {
  readonly run: RunWithSteps;
  /** It is shown as it was: nothing ticks, and nothing can be done about it here. */
  readonly isPast?: boolean;
}

/** Every step, in the order of the automation, branches within their condition; what was not reached in grey. */
export function Timeline({ run, isPast = false }: TimelineProps) {
  const depths = depthsOf(run.timeline);
  return (
    <ol className={styles.timeline}>
      {run.timeline.map((item, index) => (
        <li
          key={item.stepId}
          className={cx(
            styles.item,
            styles[item.status],
            isReached(item) ? null : styles.unreached,
            (depths[index + 1] ?? 0) < (depths[index] ?? 0) && styles.ends,
          )}
          data-depth={Math.min(depths[index] ?? 0, DEEPEST)}
        >
          <span className={styles.icon}>
            <StepIcon type={item.type} />
          </span>
          <div className={styles.step}>
            <Head item={item} isPast={isPast} />
            {isReached(item) ? (
              <div className={styles.content}>
                <StepContent item={item} run={run} isPast={isPast} />
                {item.error === null ? null : <Trouble item={item} run={run} error={item.error} isPast={isPast} />}
              </div>
            ) : null}
          </div>
        </li>
      ))}
    </ol>
  );
}

/** Deeper branches are not moved further in: a phone has no room for it. */
const DEEPEST = 10;

const isReached = ({ status, startedAt }: Item): boolean => status !== 'pending' && startedAt !== null;

function Head({ item, isPast }: { readonly item: Item; readonly isPast: boolean }) {
  const { label, type, parentBranch, status, startedAt, finishedAt, durationMs, skippedReason } = item;
  const facts = [
    label === null ? null : STEP_WORDS[type],
    branchInWords(parentBranch),
    startedAt === null ? null : <Moment key="at" at={startedAt} />,
    startedAt === null || type === 'condition' || type === 'exit' || (isPast && finishedAt === null) ? null : (
      <Duration key="took" since={startedAt} until={finishedAt} ms={durationMs} />
    ),
  ].filter((fact) => fact !== null);
  return (
    <div className={styles.head}>
      <div>
        <h3>{label ?? STEP_WORDS[type]}</h3>
        <p className={styles.facts}>
          {facts.map((fact, index) => (
            <Fragment key={index}>
              {index === 0 ? null : ' · '}
              {fact}
            </Fragment>
          ))}
        </p>
      </div>
      <div className={styles.outcome}>
        {skippedReason === null ? null : <span className="soft small">{SKIPPED[skippedReason] ?? skippedReason}</span>}
        {status === 'pending' || (skippedReason !== null && startedAt === null) ? null : <StatusPill status={status} />}
      </div>
    </div>
  );
}
