import { Link } from 'wouter';
import { asProblem } from '../../api/problem';
import type { PageProps } from '../../app/pages';
import { Card, Page } from '../../parts/page';
import { Empty, Failure, Loading, Skeleton } from '../../parts/states';
import { useNow } from '../../words/clock';
import { VIEWER_ZONE, cityOf, isZone, moment } from '../../words/time';
import { useAutomations } from '../automations/queries';
import { ComesNext } from './comes-next';
import styles from './contact.module.css';
import { InShort } from './in-short';
import { OptOuts } from './opt-outs';
import { useContact, useRunsOfContact, useStepsOf } from './queries';
import type { ContactDetail } from './queries';
import { ReceivedEvents } from './received-events';
import { RunsOfContact } from './runs-of-contact';

/** One contact across all automations: what it got, what comes next, and why something did not come. */
export function Contact({ params }: PageProps) {
  const id = params['id'] ?? '';
  const { data, error, refetch } = useContact(id);
  const runs = useRunsOfContact(id);
  const steps = useStepsOf(runs.data ?? []);
  const names = useAutomations();
  if (data === undefined && error !== null)
    return (
      <Page title={id}>
        {asProblem(error).code === 'not_found' ? (
          <Empty title="Nobody is known by this id">
            No event has come for it, and nobody was enrolled by it. <Link href="/contacts">Find a contact</Link>
          </Empty>
        ) : (
          <Failure error={error} retry={() => void refetch()} />
        )}
      </Page>
    );
  // together, or what is below would jump
  if (data === undefined || runs.isPending || steps.isPending || names.isLoading) return <Placeholder id={id} />;
  const { contact } = data;
  return (
    <Page title={contact.name ?? contact.id} about={<Known contact={contact} />}>
      <div className={styles.columns}>
        <div>
          <InShort contact={data} />
          <ComesNext contact={data} />
          <RunsOfContact id={id} />
          <ReceivedEvents contact={data} />
        </div>
        <OptOuts contact={data} />
      </div>
    </Page>
  );
}

function Known({ contact }: Pick<ContactDetail, 'contact'>) {
  const now = useNow();
  const { id, name, phone, email, timezone } = contact;
  const zone = timezone !== null && isZone(timezone) ? timezone : null;
  const facts = [
    name === null ? null : id,
    phone,
    email,
    zone === null || zone === VIEWER_ZONE
      ? null
      : `${moment(new Date(now).toISOString(), zone)} in ${cityOf(zone)} now`,
  ];
  return <>{facts.filter((fact) => fact !== null).join('  ·  ')}</>;
}

const Placeholder = ({ id }: { readonly id: string }) => (
  <Page title={id}>
    <Loading what="the contact">
      <div className={styles.columns}>
        <div>
          {['96px', '160px', '240px'].map((height) => (
            <Card key={height}>
              <Skeleton height={height} />
            </Card>
          ))}
        </div>
        <Card>
          <Skeleton height="120px" />
        </Card>
      </div>
    </Loading>
  </Page>
);
