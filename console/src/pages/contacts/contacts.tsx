import { Link } from 'wouter';
import { TextField } from '../../parts/field';
import { useFilters } from '../../parts/filters';
import { Moment } from '../../parts/moment';
import { More } from '../../parts/more';
import { Card, Page } from '../../parts/page';
import { Empty, Failure, Loading, NothingMatches, Skeleton } from '../../parts/states';
import table from '../../parts/table.module.css';
import styles from './contacts.module.css';
import { useContacts } from './queries';
import type { FoundContact } from './queries';

const FILTERS = ['search'] as const;

/** Who was ever in an automation, by name, phone, email or id. */
export function Contacts() {
  const [{ search }, change, clear] = useFilters(FILTERS);
  const list = useContacts(search.trim(), true);
  const items = list.data?.pages.flatMap((page) => page.items);
  const isSearched = search.trim() !== '';
  return (
    <Page
      title="Contacts"
      about="Why is somebody not in an automation? Find the contact: its page tells what became of every event that came."
    >
      <Card flush>
        <search className={styles.search}>
          <TextField
            label="Find contacts"
            unseenLabel
            type="search"
            placeholder="Name, phone, email or id"
            value={search}
            onChange={({ target }) => {
              change({ search: target.value });
            }}
          />
        </search>
        {list.error !== null ? (
          <Failure error={list.error} retry={() => void list.refetch()} clear={clear} />
        ) : items === undefined ? (
          <Loading what="contacts">
            <Skeleton height="320px" />
          </Loading>
        ) : items.length === 0 && !isSearched ? (
          <Empty title="Nobody yet">Whoever an automation begins for is listed here.</Empty>
        ) : items.length === 0 ? (
          <NothingMatches clear={clear} />
        ) : (
          <>
            {isSearched ? null : <h2 className={styles.latest}>Contacts of the latest runs</h2>}
            <Rows items={items} />
            <More of={list} />
          </>
        )}
      </Card>
    </Page>
  );
}

const Rows = ({ items }: { readonly items: readonly FoundContact[] }) => (
  <table className={table.table}>
    <thead>
      <tr>
        <th scope="col">Contact</th>
        <th scope="col">Phone</th>
        <th scope="col">Email</th>
        <th scope="col">Last run</th>
      </tr>
    </thead>
    <tbody>
      {items.map(({ contact: { id, name, phone, email }, lastRunAt }) => (
        <tr key={id} className={table.led}>
          <th scope="row">
            <Link href={`/contacts/${encodeURIComponent(id)}`} className={table.lead}>
              {name ?? id}
            </Link>
          </th>
          <td data-label="Phone">{phone ?? '–'}</td>
          <td data-label="Email" className={styles.email}>
            {email ?? '–'}
          </td>
          <td data-label="Last run">
            {lastRunAt === null ? <span className="soft">never</span> : <Moment at={lastRunAt} />}
          </td>
        </tr>
      ))}
    </tbody>
  </table>
);
