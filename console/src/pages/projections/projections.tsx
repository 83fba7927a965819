import { useState } from 'react';
import { Button } from '../../parts/button';
import { cx } from '../../parts/cx';
import { Card, Page } from '../../parts/page';
import { Pill } from '../../parts/pill';
import { Failure, Loading, Skeleton } from '../../parts/states';
import { length, number } from '../../words/time';
import { Actions } from './actions';
import styles from './projections.module.css';
import { useProjections } from './queries';
import type { Projection } from './queries';
import { VerificationResult } from './verification';
import { Work } from './work';

/** The read models of the whole service: how far each is, whether it is right, and what can be done with it. */
export function Projections() {
  const { data, error, refetch } = useProjections();
  return (
    <Page title="Projections" about="Read models of the whole service, each folded from the log.">
      {data === undefined && error !== null ? (
        <Failure error={error} retry={() => void refetch()} />
      ) : data === undefined ? (
        <Loading what="projections">
          <Card>
            <Skeleton height="480px" />
          </Card>
        </Loading>
      ) : (
        <Card flush>
          <ul>
            {data.items.map((projection) => (
              <One key={projection.name} {...projection} />
            ))}
          </ul>
        </Card>
      )}
    </Page>
  );
}

const STATUSES = {
  live: ['good', 'Live'],
  folding: ['busy', 'Folding'],
  upgrading: ['busy', 'Upgrading'],
  paused: ['held', 'Paused'],
  stalled: ['bad', 'Stalled'],
  stopped: ['bad', 'Stopped'],
} as const satisfies Record<Projection['status'], readonly ['good' | 'busy' | 'held' | 'bad', string]>;

function One(projection: Projection) {
  const { name, version, status, documents, lag, lagMs, folded, failure, rebuild } = projection;
  const [open, setOpen] = useState(false);
  const [tone, word] = STATUSES[status];
  return (
    <li className={styles.one}>
      <div className={styles.line}>
        <b className={styles.name}>{name}</b>
        <Pill tone={tone}>{word}</Pill>
        <span className={cx(styles.state, 'soft figures')}>
          version {version} · {number(documents)} {documents === 1 ? 'document' : 'documents'} ·{' '}
          {lag === 0
            ? 'up to date'
            : status === 'folding'
              ? `${Math.floor(folded * 100)} % folded, ${number(lag)} positions left`
              : `${number(lag)} positions, ${length(lagMs)} behind`}
        </span>
        <Button
          kind="quiet"
          className={styles.toggle}
          aria-expanded={open}
          aria-label={`${open ? 'Less' : 'More'} about ${name}`}
          onClick={() => {
            setOpen(!open);
          }}
        >
          {open ? 'Less' : 'More'}
        </Button>
      </div>
      {failure === null ? null : (
        <p className={styles.failure}>
          It stopped at revision {failure.revision} of <code>{failure.stream}</code> ({failure.type}): {failure.error}
        </p>
      )}
      {rebuild === null ? null : <Work {...rebuild} />}
      {open ? (
        <div className={styles.more}>
          <Actions projection={projection} />
          <VerificationResult name={name} />
        </div>
      ) : null}
    </li>
  );
}
