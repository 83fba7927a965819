import { cx } from '../../parts/cx';
import { Moment } from '../../parts/moment';
import { StatusPill } from '../../parts/pill';
import { StepIcon } from '../../parts/step-icon';
import { STEP_WORDS } from '../../words/steps';
import { length } from '../../words/time';
import { Comparisons } from './comparisons';
import type { TestRun, TestRunItem } from './queries';
import { StepOutput } from './step-output';
import styles from './test-run.module.css';

/** What a run would have done: whether it begins, and each of its steps, at virtual times. */
export function Simulated({ run }: { readonly run: TestRun }) {
  const depths = depthsOf(run.steps);
  return (
    <section className={styles.simulated} aria-label="What would happen">
      <header className={styles.summary}>
        <h3>What would happen</h3>
        <StatusPill status={run.status} />
        <span className="soft small">
          over {length(Date.parse(run.finishedAt) - Date.parse(run.startedAt))}, from{' '}
          <Moment at={run.startedAt} as="moment" />
        </span>
      </header>
      <Entry {...run.entry} />
      <ol className={styles.steps}>
        {run.steps.map((item) => (
          <SimulatedStep key={item.stepId} item={item} depth={depths.get(item.stepId) ?? 0} />
        ))}
      </ol>
    </section>
  );
}

/** Whether the contact would be let in, and why. */
function Entry({ passed, comparisons, error }: TestRun['entry']) {
  return (
    <div className={cx(styles.entry, passed ? styles.letIn : styles.keptOut)}>
      <p>
        <b>
          {error !== null
            ? 'The entry conditions could not be decided'
            : passed
              ? 'It would begin'
              : 'It would not begin: the entry conditions do not hold'}
        </b>
        {passed && comparisons.length === 0 ? ' There are no entry conditions.' : null}
        {passed ? null : ' What would follow is shown all the same.'}
      </p>
      {error === null ? null : <p>{error.message}</p>}
      <Comparisons results={comparisons} />
    </div>
  );
}

const MAX_INDENT = 4;

function SimulatedStep({ item, depth }: { readonly item: TestRunItem; readonly depth: number }) {
  const reached = item.startedAt !== null;
  return (
    <li className={cx(styles.step, !reached && styles.unreached)} data-depth={Math.min(depth, MAX_INDENT)}>
      <span className={styles.sign}>
        <StepIcon type={item.type} />
      </span>
      <div className={styles.content}>
        <div className={styles.title}>
          <b>{item.label ?? STEP_WORDS[item.type]}</b>
          {reached ? <StatusPill status={item.status} /> : <span className="soft small">not reached</span>}
          {item.startedAt === null ? null : (
            <span className="soft small">
              <Moment at={item.startedAt} as="moment" />
            </span>
          )}
        </div>
        {reached ? <StepOutput item={item} /> : null}
      </div>
    </li>
  );
}

/** How many conditions each step stands in. */
function depthsOf(steps: readonly TestRunItem[]): ReadonlyMap<string, number> {
  const depths = new Map<string, number>();
  for (const { stepId, parentStepId } of steps)
    depths.set(stepId, parentStepId === null ? 0 : (depths.get(parentStepId) ?? 0) + 1);
  return depths;
}
