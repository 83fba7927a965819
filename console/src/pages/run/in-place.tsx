import { Failure, Loading, Skeleton } from '../../parts/states';
import { useRun } from './queries';
import { Timeline } from './timeline';

/** The steps of a run, under its row. */
export function RunInPlace({ runId }: { readonly runId: string }) {
  const { steps, error, retry } = useRun(runId);
  if (steps !== null) return <Timeline run={steps} />;
  if (error !== null) return <Failure error={error} retry={retry} />;
  return <StepsLoading />;
}

export const StepsLoading = () => (
  <Loading what="the steps">
    <Skeleton height="180px" />
  </Loading>
);
