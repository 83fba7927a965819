import { Link } from 'wouter';
import type { PageProps } from '../../app/pages';
import { buttonClass } from '../../parts/button';
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
      <Page title="A contact">
        <Card>
          <Failure error={error} retry={() => void refetch()} missing={<Nobody />} />
        </Card>
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

const Nobody = () => (
  <Empty
    title="Nobody is known by this id"
    action={
      <Link href="/contacts" className={buttonClass()}>
        Find a contact
      </Link>
    }
  >
    No event has come for it, and nobody was enrolled by it.
  </Empty>
);

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
