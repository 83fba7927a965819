import { Tabs } from '@base-ui/react/tabs';
import { Link } from 'wouter';
import type { PageProps } from '../../app/pages';
import { useMay } from '../../app/may';
import { useFilters } from '../../parts/filters';
import { Duration, Moment } from '../../parts/moment';
import { Card, Page } from '../../parts/page';
import { StatusPill } from '../../parts/pill';
import { Failure, Missing } from '../../parts/states';
import tabs from '../../parts/tabs.module.css';
import type { Run as RunSummary, RunWithSteps } from '../../api/runs-seen';
import { RunActions } from './actions';
import { AsItWas } from './as-it-was';
import { Events } from './events';
import { StepsLoading } from './in-place';
import { Neighbours } from './neighbours';
import { useRun } from './queries';
import { WhoDidIt } from './who-did-it';
import styles from './run.module.css';

const FILTERS = ['tab'] as const;

/** One run: what it did, what it waits for, and why it went wrong. */
export function Run({ params }: PageProps) {
  const id = params['id'] ?? '';
  const { run, steps, error, retry } = useRun(id);
  if (steps === null && error !== null)
    return (
      <Page title="A run">
        <Card>
          <Failure error={error} retry={retry} missing={<Missing what="run" to="/runs" others="All runs" />} />
        </Card>
      </Page>
    );
  if (run === null)
    return (
      <Page title="A run">
        <Card>
          <StepsLoading />
        </Card>
      </Page>
    );
  const { contact, workflowName, status } = run;
  return (
    <Page
      title={`${contact.name ?? contact.id}: ${workflowName}`}
      beside={<StatusPill status={status} />}
      about={<About run={run} />}
      actions={<RunActions run={run} />}
    >
      <WhoDidIt run={run} steps={steps} />
      <Neighbours run={run} />
      {steps === null ? (
        <Card>
          <StepsLoading />
        </Card>
      ) : (
        <Parts run={steps} />
      )}
    </Page>
  );
}

function About({ run }: { readonly run: RunSummary }) {
  const { contact, workflowId, workflowName, workflowVersion, startedAt, finishedAt, durationMs } = run;
  return (
    <>
      <Link href={`/contacts/${encodeURIComponent(contact.id)}`}>{contact.name ?? contact.id}</Link>
      {' · '}
      <Link href={`/automations/${workflowId}`}>{workflowName}</Link>, version {workflowVersion}
      {' · started '}
      <Moment at={startedAt} />
      {finishedAt === null ? ', going on for ' : ', took '}
      <Duration since={startedAt} until={finishedAt} ms={durationMs} />
    </>
  );
}

/** What auditors see besides the steps. */
function Parts({ run }: { readonly run: RunWithSteps }) {
  const mayAudit = useMay('audit');
  const [{ tab }, change] = useFilters(FILTERS);
  const shown = mayAudit && tab === 'events' ? 'events' : 'steps';
  if (!mayAudit) return <AsItWas run={run} />;
  return (
    <Tabs.Root
      value={shown}
      onValueChange={(next: string) => {
        change({ tab: next === 'steps' ? '' : next });
      }}
    >
      <Tabs.List className={tabs.list}>
        <Tabs.Tab value="steps" className={tabs.tab}>
          Steps
        </Tabs.Tab>
        <Tabs.Tab value="events" className={tabs.tab}>
          Events
        </Tabs.Tab>
      </Tabs.List>
      <Tabs.Panel value="steps" className={styles.panel}>
        <AsItWas run={run} />
      </Tabs.Panel>
      <Tabs.Panel value="events" className={styles.panel}>
        <Events run={run} />
      </Tabs.Panel>
    </Tabs.Root>
  );
}
