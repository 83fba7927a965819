import { ArrowUpRight, ChevronRight } from 'lucide-react';
import { Link } from 'wouter';
import type { Run } from '../../api/runs-seen';
import { cx } from '../../parts/cx';
import { Duration, Moment } from '../../parts/moment';
import { StatusPill } from '../../parts/pill';
import { RunInPlace } from '../run/in-place';
import { CurrentStep } from './current-step';
import styles from './runs.module.css';

interface RowProps {
  readonly run: Run;
  /** In the list, from 0. */
  readonly index: number;
  readonly ofAll: boolean;
  readonly isOpen: boolean;
  readonly toggle: (runId: string) => void;
}

/** A run in one line, and its steps under it while it is open. */
export function Row({ run, index, ofAll, isOpen, toggle }: RowProps) {
  const { runId, contact, workflowId, workflowName, startedAt, finishedAt, durationMs, status } = run;
  const name = contact.name ?? contact.id;
  return (
    <>
      <div role="row" aria-rowindex={index + 2} className={cx(styles.row, isOpen && styles.isOpen)}>
        <span role="cell">
          <button
            type="button"
            className={styles.expand}
            aria-expanded={isOpen}
            aria-label={`Steps of ${name}’s run`}
            onClick={() => {
              toggle(runId);
            }}
          >
            <ChevronRight aria-hidden />
          </button>
        </span>
        <span role="cell" className={styles.contact}>
          <Link href={`/contacts/${encodeURIComponent(contact.id)}`}>{name}</Link>
        </span>
        {ofAll ? (
          <span role="cell" className={styles.automation}>
            <Link href={`/automations/${workflowId}`}>{workflowName}</Link>
          </span>
        ) : null}
        <span role="cell" data-label="Started">
          <Moment at={startedAt} />
        </span>
        <span role="cell">
          <StatusPill status={status} />
        </span>
        <span role="cell" className={styles.at}>
          <CurrentStep run={run} />
        </span>
        <span role="cell" data-label="Duration" className={styles.duration}>
          <Duration since={startedAt} until={finishedAt} ms={durationMs} />
          <Link href={`/runs/${runId}`} className={styles.go} aria-label={`Open ${name}’s run`} title="Open this run">
            <ArrowUpRight aria-hidden />
          </Link>
        </span>
      </div>
      {isOpen ? (
        <div role="row">
          <div role="cell" className={styles.inPlace}>
            <RunInPlace runId={runId} />
          </div>
        </div>
      ) : null}
    </>
  );
}
