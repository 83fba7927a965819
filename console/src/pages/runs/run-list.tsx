import { ArrowUp } from 'lucide-react';
import { Button } from '../../parts/button';
import { useFilters } from '../../parts/filters';
import { Card } from '../../parts/page';
import { Empty, Failure, Loading, NothingMatches, Skeleton } from '../../parts/states';
import { number } from '../../words/time';
import { FilterBar } from './filter-bar';
import { FILTERS, isFiltered, queryOf, shownBy } from './filters';
import { useAccountZone, useRuns } from './queries';
import { Rows } from './rows';
import styles from './runs.module.css';

interface RunListProps {
  /** Of one automation; null: of all. */
  readonly workflowId: string | null;
  /** What is said where there was never a run. */
  readonly none: React.ReactNode;
}

/** Runs, newest first, with filters that live in the address. */
export function RunList({ workflowId, none }: RunListProps) {
  const [filters, change, clear] = useFilters(FILTERS);
  const timezone = useAccountZone();
  const needsZone = filters.from !== '' || filters.to !== '';
  const query = timezone === null && needsZone ? null : queryOf(filters, timezone ?? 'UTC', workflowId);
  const list = useRuns(query, shownBy(filters));
  const { runs, isLoading, isPast, error, retry, newer, showNewer } = list;
  const show = (): void => {
    showNewer();
    scrollTo({ top: 0 });
  };
  return (
    <Card flush>
      <FilterBar filters={filters} change={change} clear={clear} timezone={timezone} />
      {newer === 0 ? null : (
        <div className={styles.newer}>
          <Button kind="primary" icon={<ArrowUp aria-hidden />} onClick={show}>
            {number(newer)} new
          </Button>
        </div>
      )}
      {error !== null ? (
        <Failure error={error} retry={retry} clear={clear} />
      ) : isLoading ? (
        <Placeholder />
      ) : runs.length > 0 ? (
        <div aria-busy={isPast || undefined} className={isPast ? styles.past : undefined}>
          <Rows {...list} ofAll={workflowId === null} />
        </div>
      ) : isFiltered(filters) ? (
        <NothingMatches clear={clear} />
      ) : (
        <Empty title="No runs yet">{none}</Empty>
      )}
    </Card>
  );
}

const Placeholder = () => (
  <Loading what="runs">
    <ul className={styles.placeholder}>
      {Array.from({ length: 10 }, (_, row) => (
        <li key={row}>
          <Skeleton width="24%" height="20px" />
          <Skeleton width="14%" height="20px" />
          <Skeleton width="30%" height="20px" />
        </li>
      ))}
    </ul>
  </Loading>
);
