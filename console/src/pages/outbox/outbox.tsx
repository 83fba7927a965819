import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { answered, api } from '../../api/client';
import { Moment } from '../../parts/moment';
import { More } from '../../parts/more';
import { Card, Page } from '../../parts/page';
import { Empty, Failure, Loading, Skeleton } from '../../parts/states';
import { StepIcon } from '../../parts/step-icon';
import table from '../../parts/table.module.css';
import { STEP_WORDS } from '../../words/steps';
import styles from './outbox.module.css';

/** What would have left, were there a provider, or somebody whom it is addressed to. */
export function Outbox() {
  const list = useInfiniteQuery({
    queryKey: ['figures', 'outbox'],
    queryFn: ({ pageParam, signal }) =>
      answered(
        api.GET('/api/automations/outbox', {
          params: { query: pageParam === null ? {} : { cursor: pageParam } },
          signal,
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: ({ nextCursor }) => nextCursor,
  });
  const items = list.data?.pages.flatMap((page) => page.items);
  return (
    <Page
      title="Outbox"
      about="Messages of channels without a provider, and webhooks to names for examples. None of them left this service."
    >
      <Card flush>
        {items === undefined && list.error !== null ? (
          <Failure error={list.error} retry={() => void list.refetch()} />
        ) : items === undefined ? (
          <Loading what="the outbox">
            <Skeleton height="320px" />
          </Loading>
        ) : items.length === 0 ? (
          <Empty title="Nothing in the outbox">
            What a channel without a provider would send is kept here, and webhooks to names for examples, such as
            example.com.
          </Empty>
        ) : (
          <table className={table.table}>
            <thead>
              <tr>
                <th scope="col">To</th>
                <th scope="col">Message</th>
                <th scope="col">When</th>
              </tr>
            </thead>
            <tbody>
              {items.map(({ effectId, runId, channel, to, subject, body, at }) => (
                <tr key={effectId} className={table.led}>
                  <th scope="row">
                    <span className={styles.to}>
                      <StepIcon type={channel} />
                      <span className="unseen">{STEP_WORDS[channel]} to </span>
                      <Link href={`/runs/${runId}`} className={table.lead}>
                        <Recipient of={to} />
                      </Link>
                    </span>
                  </th>
                  <td className={styles.message}>{subject ?? body}</td>
                  <td data-label="When">
                    <Moment at={at} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
        <More of={list} />
      </Card>
    </Page>
  );
}

/** Where it is too long for a line, an email address breaks before its domain. */
function Recipient({ of: to }: { readonly of: string }) {
  const at = to.lastIndexOf('@');
  return at < 0 ? (
    to
  ) : (
    <>
      {to.slice(0, at)}
      <wbr />
      {to.slice(at)}
    </>
  );
}
