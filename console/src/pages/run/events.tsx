import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { answered, api } from '../../api/client';
import type { Run } from '../../api/runs-seen';
import type { components } from '../../api/schema';
import { Button } from '../../parts/button';
import { useFilters } from '../../parts/filters';
import { Moment } from '../../parts/moment';
import { More } from '../../parts/more';
import { Card } from '../../parts/page';
import { Failure } from '../../parts/states';
import { whoInWords } from '../../words/who';
import { StepsLoading } from './in-place';
import styles from './run.module.css';

type AuditedEvent = components['schemas']['AuditedEvent'];

const FILTERS = ['request'] as const;

/** The events of a run as they are stored, or all that followed from one request; with links to what each follows from. */
export function Events({ run: { runId } }: { readonly run: Run }) {
  const [{ request }, change] = useFilters(FILTERS);
  const ofRun = useEvents(runId, request === '');
  const ofRequest = useEventsOfRequest(request);
  const { data, error, refetch } = request === '' ? ofRun : ofRequest;
  if (data === undefined)
    return <Card>{error === null ? <StepsLoading /> : <Failure error={error} retry={() => void refetch()} />}</Card>;
  const all: readonly AuditedEvent[] = data.pages.flatMap((page) => page.events);
  const known = new Set(all.map(({ id }) => id));
  return (
    <Card
      title={request === '' ? 'Events' : `All that followed from the request ${inShort(request)}`}
      flush
      beside={
        request === '' ? null : (
          <Button
            kind="quiet"
            onClick={() => {
              change({ request: '' });
            }}
          >
            Only this run
          </Button>
        )
      }
    >
      <ol>
        {all.map((event) => (
          <li key={event.id} id={`event-${event.id}`} className={styles.event}>
            <Event
              event={event}
              here={`run-${runId}`}
              isHere={(id) => known.has(id)}
              follow={(correlationId) => {
                change({ request: correlationId });
              }}
            />
          </li>
        ))}
      </ol>
      <More of={request === '' ? ofRun : ofRequest} />
    </Card>
  );
}

interface EventProps {
  readonly event: AuditedEvent;
  /** The stream of the run that is shown. */
  readonly here: string;
  readonly isHere: (id: string) => boolean;
  readonly follow: (correlationId: string) => void;
}

function Event({ event, here, isHere, follow }: EventProps) {
  const { revision, type, at, data, metadata, unreadable, stream } = event;
  return (
    <>
      <div className={styles.eventHead}>
        <b className="figures">{type}</b>
        <span className="soft small">
          {stream === here ? null : stream.startsWith('run-') ? (
            <Link href={`/runs/${stream.slice('run-'.length)}?tab=events`}>{stream}</Link>
          ) : (
            stream
          )}{' '}
          event {revision + 1}
        </span>
        {at === null ? null : <Moment at={at} />}
      </div>
      {metadata === null ? (
        <p className={styles.unreadable}>Cannot be read: {unreadable}</p>
      ) : (
        <p className={styles.links}>
          By {whoInWords(metadata.actor)}. Follows from{' '}
          {isHere(metadata.causationId) ? (
            <a href={`#event-${metadata.causationId}`}>the event {inShort(metadata.causationId)}</a>
          ) : (
            <code>{metadata.causationId}</code>
          )}
          , within{' '}
          <button
            type="button"
            className={styles.follow}
            onClick={() => {
              follow(metadata.correlationId);
            }}
          >
            the request {inShort(metadata.correlationId)}
          </button>
          .
        </p>
      )}
      <details>
        <summary>Data</summary>
        <pre className={styles.data} tabIndex={0}>
          {JSON.stringify({ data, metadata }, null, 2)}
        </pre>
      </details>
    </>
  );
}

const inShort = (id: string): string => (id.length > LONG ? id.slice(0, 8) : id);

/** Ids that somebody gave are shorter. */
const LONG = 30;
const PAGE = 100;

const useEvents = (runId: string, enabled: boolean) =>
  useInfiniteQuery({
    queryKey: ['run', runId, 'events'],
    queryFn: ({ pageParam, signal }) => {
      const params = { path: { stream: `run-${runId}` }, query: { from: pageParam, limit: PAGE } };
      return answered(api.GET('/api/audit/streams/{stream}', { params, signal }));
    },
    initialPageParam: 0,
    getNextPageParam: ({ next }) => next,
    enabled,
  });

const useEventsOfRequest = (correlationId: string) =>
  useInfiniteQuery({
    queryKey: ['request', correlationId],
    queryFn: ({ pageParam, signal }) => {
      const query = { correlationId, limit: PAGE, ...(pageParam === null ? {} : { cursor: pageParam }) };
      return answered(api.GET('/api/audit/events', { params: { query }, signal }));
    },
    initialPageParam: null as string | null,
    getNextPageParam: ({ nextCursor }) => nextCursor,
    enabled: correlationId !== '',
  });
