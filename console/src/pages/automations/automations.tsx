import { Plus } from 'lucide-react';
import { Link } from 'wouter';
import { useMay } from '../../app/may';
import { Sparkline } from '../../charts/sparkline';
import { buttonClass } from '../../parts/button';
import { SelectField, TextField } from '../../parts/field';
import { useFilters } from '../../parts/filters';
import { Moment } from '../../parts/moment';
import { Card, Page } from '../../parts/page';
import { StatusPill } from '../../parts/pill';
import { Empty, Failure, Loading, NothingMatches, Skeleton } from '../../parts/states';
import table from '../../parts/table.module.css';
import { number, rate } from '../../words/time';
import { useAutomations } from './queries';
import type { Automation } from './queries';
import styles from './automations.module.css';

const FILTERS = ['search', 'status'] as const;
const STATUSES = [
  ['', 'All but archived'],
  ['active', 'Active'],
  ['paused', 'Paused'],
  ['draft', 'Draft'],
  ['archived', 'Archived'],
] as const;

/** What an account's automations did in the last days, all from one answer. */
export function Automations() {
  const mayDefine = useMay('operate');
  const create = (
    <Link href="/automations/new" className={buttonClass('primary')}>
      <Plus aria-hidden />
      New automation
    </Link>
  );
  return (
    <Page title="Automations" actions={mayDefine ? create : undefined}>
      <List create={mayDefine ? create : null} />
    </Page>
  );
}

function List({ create }: { readonly create: React.ReactNode }) {
  const [filters, change, clear] = useFilters(FILTERS);
  const { items, error, isLoading, retry } = useAutomations();
  if (error !== null) return <Failure error={error} retry={retry} />;
  if (!isLoading && items.length === 0)
    return (
      <Card>
        <Empty title="No automations yet" action={create}>
          An automation says what happens to a contact: send a message, wait, look at a condition, call another system.
        </Empty>
      </Card>
    );
  const shown = items.filter((item) => fits(item, filters));
  return (
    <Card flush>
      <search className={styles.filters}>
        <TextField
          label="Search automations"
          unseenLabel
          type="search"
          placeholder="Search by name"
          value={filters.search}
          onChange={({ target }) => {
            change({ search: target.value });
          }}
        />
        <SelectField
          label="Status"
          unseenLabel
          value={filters.status}
          options={STATUSES}
          onChange={({ target }) => {
            change({ status: target.value });
          }}
        />
      </search>
      {isLoading ? <Placeholder /> : shown.length === 0 ? <NothingMatches clear={clear} /> : <Rows items={shown} />}
    </Card>
  );
}

function fits({ name, status }: Automation, filters: Readonly<Record<(typeof FILTERS)[number], string>>): boolean {
  if (filters.status === '' ? status === 'archived' : status !== filters.status) return false;
  return name.toLowerCase().includes(filters.search.trim().toLowerCase());
}

const Rows = ({ items }: { readonly items: readonly Automation[] }) => (
  <table className={table.table}>
    <thead>
      <tr>
        <th scope="col">Automation</th>
        <th scope="col">Status</th>
        <th scope="col" className={table.right}>
          Active runs
        </th>
        <th scope="col" className={table.right}>
          Success
        </th>
        <th scope="col">Last run</th>
        <th scope="col">30 days</th>
      </tr>
    </thead>
    <tbody>
      {items.map((item) => (
        <Row key={item.workflowId} {...item} />
      ))}
    </tbody>
  </table>
);

const Row = ({ workflowId, name, status, activeRuns, totalRuns, successRate, lastRunAt, last30Days }: Automation) => (
  <tr className={table.led}>
    <th scope="row" className={styles.name}>
      <Link href={`/automations/${workflowId}`} className={table.lead}>
        {name}
      </Link>
      <span className="soft small">{totalRuns === 1 ? '1 run' : `${number(totalRuns)} runs`}</span>
    </th>
    <td>
      <StatusPill status={status} />
    </td>
    <td className={table.right} data-label="Active runs">
      {number(activeRuns)}
    </td>
    <td className={table.right} data-label="Success">
      {rate(successRate)}
    </td>
    <td data-label="Last run">
      {lastRunAt === null ? <span className="soft">never</span> : <Moment at={lastRunAt} />}
    </td>
    <td className={styles.days}>
      <Sparkline days={last30Days} />
    </td>
  </tr>
);

const Placeholder = () => (
  <Loading what="automations">
    <ul className={styles.placeholder}>
      {[0, 1, 2, 3, 4].map((row) => (
        <li key={row}>
          <Skeleton width="38%" height="18px" />
          <Skeleton width="22%" height="18px" />
        </li>
      ))}
    </ul>
  </Loading>
);
