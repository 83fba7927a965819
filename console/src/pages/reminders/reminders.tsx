import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { answered, api } from '../../api/client';
import type { components } from '../../api/schema';
import { SelectField, TextField } from '../../parts/field';
import { useFilters } from '../../parts/filters';
import { Moment } from '../../parts/moment';
import { More } from '../../parts/more';
import { Card, Page } from '../../parts/page';
import { Pill } from '../../parts/pill';
import { Empty, Failure, Loading, NothingMatches, Skeleton } from '../../parts/states';
import table from '../../parts/table.module.css';
import { reasonInWords } from '../../words/reminders';
import { useAutomationNames } from '../automations/queries';
import { useAccountZone } from '../runs/queries';
import styles from './reminders.module.css';

type Reminder = components['schemas']['Reminder'];

const FILTERS = ['contact', 'status'] as const;
const STATUSES = {
  scheduled: ['busy', 'Scheduled'],
  fired: ['good', 'Fired'],
  removed: ['quiet', 'Removed'],
  missed: ['quiet', 'Missed'],
  refused: ['quiet', 'Refused'],
} as const satisfies Record<Reminder['status'], readonly ['busy' | 'good' | 'quiet', string]>;

const isStatus = (text: string): text is Reminder['status'] => text in STATUSES;

/** Reminders of all contacts: what is set, what fired, and what did not, and why. */
export function Reminders() {
  const [{ contact, status }, change, clear] = useFilters(FILTERS);
  const list = useInfiniteQuery({
    queryKey: ['figures', 'reminders', contact.trim(), status],
    queryFn: ({ pageParam, signal }) =>
      answered(
        api.GET('/api/automations/reminders', {
          params: {
            query: {
              ...(contact.trim() === '' ? {} : { contact: contact.trim() }),
              ...(isStatus(status) ? { status: [status] } : {}),
              ...(pageParam === null ? {} : { cursor: pageParam }),
            },
          },
          signal,
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: ({ nextCursor }) => nextCursor,
    placeholderData: keepPreviousData,
  });
  const items = list.data?.pages.flatMap((page) => page.items);
  return (
    <Page title="Reminders" about="Each begins an automation some time before or after a date in an event.">
      <Card flush>
        <search className={styles.filters}>
          <TextField
            label="Contact"
            type="search"
            placeholder="Name, phone, email or id"
            value={contact}
            onChange={({ target }) => {
              change({ contact: target.value });
            }}
          />
          <SelectField
            label="Status"
            value={status}
            options={[['', 'Any'], ...Object.entries(STATUSES).map(([value, [, word]]) => [value, word] as const)]}
            onChange={({ target }) => {
              change({ status: target.value });
            }}
          />
        </search>
        {items === undefined && list.error !== null ? (
          <Failure error={list.error} retry={() => void list.refetch()} clear={clear} />
        ) : items === undefined ? (
          <Loading what="reminders">
            <Skeleton height="320px" />
          </Loading>
        ) : items.length > 0 ? (
          <Rows items={items} />
        ) : contact === '' && status === '' ? (
          <Empty title="No reminders yet">An automation with a reminder trigger sets them, one for each event.</Empty>
        ) : (
          <NothingMatches clear={clear} />
        )}
        <More of={list} />
      </Card>
    </Page>
  );
}

function Rows({ items }: { readonly items: readonly Reminder[] }) {
  const nameOf = useAutomationNames();
  const accounts = { zone: useAccountZone(), zoneOf: 'account' } as const;
  return (
    <table className={table.table}>
      <thead>
        <tr>
          <th scope="col">Contact</th>
          <th scope="col">Automation</th>
          <th scope="col">Status</th>
          <th scope="col">Fires</th>
          <th scope="col">Counted from</th>
        </tr>
      </thead>
      <tbody>
        {items.map(({ reminderId, contactId, contactName, workflowId, status, fireAt, date, reason, runId }) => (
          <tr key={reminderId}>
            <th scope="row">
              <Link href={`/contacts/${encodeURIComponent(contactId)}`}>{contactName ?? contactId}</Link>
            </th>
            <td data-label="Automation">
              <Link href={`/automations/${workflowId}`}>{nameOf(workflowId)}</Link>
            </td>
            <td data-label="Status">
              <span>
                <Pill tone={STATUSES[status][0]}>{STATUSES[status][1]}</Pill>
                {reason === null ? null : <span className={styles.reason}>{reasonInWords(reason)}</span>}
              </span>
            </td>
            <td data-label="Fires">
              {runId === null ? (
                <Moment at={fireAt} {...accounts} as="moment" />
              ) : (
                <Link href={`/runs/${runId}`}>its run</Link>
              )}
            </td>
            <td data-label="Counted from">{date === null ? '–' : <Moment at={date} {...accounts} as="moment" />}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
