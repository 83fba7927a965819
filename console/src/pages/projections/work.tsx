import { length, number } from '../../words/time';
import styles from './projections.module.css';
import type { Projection } from './queries';

const KINDS = { rebuild: 'Rebuild', rollback: 'Rollback', resume: 'Catching up' } as const;
const PHASES = {
  queued: 'is waiting for its turn',
  building: 'folds the log',
  verifying: 'compares what it folded',
  switching: 'switches',
  stopped: 'stopped',
  stalled: 'makes no progress',
} as const;

/** A rebuild under way: how far it is, how fast, and how long it will still take. */
export function Work({
  kind,
  status,
  events,
  eventsPerSecond,
  lag,
  reason,
  failure,
}: NonNullable<Projection['rebuild']>) {
  const all = events + lag;
  const left = eventsPerSecond === null || eventsPerSecond === 0 ? null : (lag / eventsPerSecond) * 1_000;
  return (
    <div className={styles.work}>
      <p>
        {KINDS[kind]} {PHASES[status]}
        {reason === null ? '' : `: ${reason}`}
      </p>
      {status === 'building' && all > 0 ? (
        <>
          <progress max={all} value={events} aria-label={`${KINDS[kind]}: ${Math.floor((events / all) * 100)} %`} />
          <p className="soft small figures">
            {number(events)} events{eventsPerSecond === null ? '' : `, ${number(Math.round(eventsPerSecond))} a second`}
            {left === null ? '' : `, about ${length(Math.max(1_000, left))} left`}
          </p>
        </>
      ) : null}
      {failure === null ? null : (
        <p className={styles.failure}>
          Revision {failure.revision} of <code>{failure.stream}</code> ({failure.type}): {failure.error}. The live copy
          serves on.
        </p>
      )}
    </div>
  );
}
