import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { History } from 'lucide-react';
import { useState } from 'react';
import { answered, api } from '../../api/client';
import type { RunWithSteps } from '../../api/runs-seen';
import { Button } from '../../parts/button';
import { Card } from '../../parts/page';
import { StatusPill } from '../../parts/pill';
import { Failure } from '../../parts/states';
import { number } from '../../words/time';
import { StepsLoading } from './in-place';
import { Timeline } from './timeline';
import styles from './run.module.css';

/** The steps as they are, and by a slider as they were after each event of the run. */
export function AsItWas({ run }: { readonly run: RunWithSteps }) {
  const [revision, setRevision] = useState<number | null>(null);
  return (
    <Card
      title={revision === null ? 'Steps' : 'Steps as they were'}
      beside={
        revision === null ? (
          <Button
            kind="quiet"
            icon={<History aria-hidden />}
            onClick={() => {
              setRevision(run.revision);
            }}
          >
            As it was
          </Button>
        ) : null
      }
    >
      {revision === null ? (
        <Timeline run={run} />
      ) : (
        <Past
          run={run}
          revision={revision}
          choose={setRevision}
          leave={() => {
            setRevision(null);
          }}
        />
      )}
    </Card>
  );
}

interface PastProps {
  readonly run: RunWithSteps;
  /** The event after which it is shown, from 0. */
  readonly revision: number;
  readonly choose: (revision: number) => void;
  readonly leave: () => void;
}

function Past({ run, revision, choose, leave }: PastProps) {
  const { data, error, refetch } = usePast(run.runId, revision);
  return (
    <>
      <div className={styles.past}>
        <p>
          <b>This is the past</b>: the run after event {number(revision + 1)} of {number(run.revision + 1)}
          {data === undefined ? null : (
            <>
              , when it was <StatusPill status={data.status} />
            </>
          )}
        </p>
        <input
          type="range"
          className={styles.slider}
          min={0}
          max={run.revision}
          value={revision}
          aria-label="Event of the run"
          aria-valuetext={`after event ${revision + 1} of ${run.revision + 1}`}
          onChange={({ target }) => {
            choose(Number(target.value));
          }}
        />
        <Button onClick={leave}>Back to now</Button>
      </div>
      {data !== undefined ? (
        <Timeline run={data} isPast />
      ) : error !== null ? (
        <Failure error={error} retry={() => void refetch()} />
      ) : (
        <StepsLoading />
      )}
    </>
  );
}

/** What was does not change. */
const usePast = (runId: string, revision: number) =>
  useQuery({
    queryKey: ['past', runId, revision],
    queryFn: ({ signal }) => {
      const params = { path: { id: runId }, query: { at: String(revision) } };
      return answered(api.GET('/api/automations/runs/{id}', { params, signal }));
    },
    placeholderData: keepPreviousData,
    staleTime: Infinity,
  });
