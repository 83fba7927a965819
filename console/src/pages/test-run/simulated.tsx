import type { ComponentProps } from 'react';
import { cx } from '../../parts/cx';
import { useInSight } from '../../parts/in-sight';
import { Moment } from '../../parts/moment';
import { StatusPill } from '../../parts/pill';
import { StepIcon } from '../../parts/step-icon';
import { meaningInTest } from '../../words/codes';
import { ended } from '../../words/sentence';
import { STEP_WORDS, branchInWords } from '../../words/steps';
import { length } from '../../words/time';
import { Comparisons } from './comparisons';
import type { TestRun, TestRunItem } from './queries';
import { StepOutput } from './step-output';
import styles from './test-run.module.css';

/** What a run would have done: whether it begins, and each of its steps, at virtual times. */
export function Simulated({ run }: { readonly run: TestRun }) {
  const depths = depthsOf(run.steps);
  const zone = zoneOf(run.steps);
  const place = useInSight(run);
  return (
    <section className={styles.simulated} aria-label="What would happen">
      <div ref={place} className={styles.verdict}>
        <header className={styles.summary}>
          <h3>What would happen</h3>
          <StatusPill status={run.status} />
          <span className="soft small">
            over {length(Date.parse(run.finishedAt) - Date.parse(run.startedAt))}, from{' '}
            <Moment at={run.startedAt} {...zone} as="moment" />
          </span>
        </header>
        <Entry {...run.entry} />
      </div>
      <ol className={styles.steps}>
        {run.steps.map((item) => (
          <SimulatedStep key={item.stepId} item={item} zone={zone} depth={depths.get(item.stepId) ?? 0} />
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
      {error === null ? null : (
        <>
          <p>Reason: {ended(error.message)}</p>
          <p>{meaningInTest(error.code).advice}</p>
        </>
      )}
      <Comparisons results={comparisons} />
    </div>
  );
}

const MAX_INDENT = 4;

interface StepProps {
  readonly item: TestRunItem;
  readonly zone: Zone;
  readonly depth: number;
}

function SimulatedStep({ item, zone, depth }: StepProps) {
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
              <Moment at={item.startedAt} {...zone} as="moment" />
            </span>
          )}
          {item.parentBranch === null ? null : <span className="soft small">{branchInWords(item.parentBranch)}</span>}
        </div>
        {reached ? <StepOutput item={item} /> : null}
      </div>
    </li>
  );
}

type Zone = Pick<ComponentProps<typeof Moment>, 'zone' | 'zoneOf'>;

/** In which its waits are counted; the viewer's where nothing waits. */
function zoneOf(steps: readonly TestRunItem[]): Zone {
  for (const { type, output } of steps)
    if ((type === 'delay' || type === 'business_hours') && output?.timezone !== undefined)
      return { zone: output.timezone, zoneOf: output.timezoneOf };
  return {};
}

/** How many conditions each step stands in. */
function depthsOf(steps: readonly TestRunItem[]): ReadonlyMap<string, number> {
  const depths = new Map<string, number>();
  for (const { stepId, parentStepId } of steps)
    depths.set(stepId, parentStepId === null ? 0 : (depths.get(parentStepId) ?? 0) + 1);
  return depths;
}
