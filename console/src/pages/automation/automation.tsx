import { Tabs } from '@base-ui/react/tabs';
import { useQuery } from '@tanstack/react-query';
import type { PageProps } from '../../app/pages';
import { useFilters } from '../../parts/filters';
import { Card, Page } from '../../parts/page';
import { StatusPill } from '../../parts/pill';
import { Failure, Loading, Skeleton } from '../../parts/states';
import tabs from '../../parts/tabs.module.css';
import { RunList } from '../runs/run-list';
import { AutomationActions } from './actions';
import { MissingAutomation } from './missing';
import { OverviewTab } from './overview-tab';
import { workflowOf } from './queries';

const FILTERS = ['tab'] as const;

/** One automation: how it does, and the runs that it made. */
export function Automation({ params }: PageProps) {
  const id = params['id'] ?? '';
  const { data: workflow, error, refetch } = useQuery(workflowOf(id));
  const [{ tab }, change] = useFilters(FILTERS);
  if (workflow === undefined)
    return (
      <Page title="An automation">
        <Card>
          {error === null ? (
            <Loading what="the automation">
              <Skeleton height="320px" />
            </Loading>
          ) : (
            <Failure error={error} retry={() => void refetch()} missing={<MissingAutomation />} />
          )}
        </Card>
      </Page>
    );
  return (
    <Page
      title={workflow.name}
      beside={<StatusPill status={workflow.status} />}
      about={`Version ${workflow.version}`}
      actions={<AutomationActions workflow={workflow} />}
    >
      <Tabs.Root
        value={tab === 'history' ? 'history' : 'overview'}
        onValueChange={(next: string) => {
          change({ tab: next === 'history' ? next : '' });
        }}
      >
        <Tabs.List className={tabs.list}>
          <Tabs.Tab value="overview" className={tabs.tab}>
            Overview
          </Tabs.Tab>
          <Tabs.Tab value="history" className={tabs.tab}>
            Run History
          </Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="overview">
          <OverviewTab workflow={workflow} />
        </Tabs.Panel>
        <Tabs.Panel value="history">
          <RunList workflowId={id} none="Nobody has been in this automation so far." />
        </Tabs.Panel>
      </Tabs.Root>
    </Page>
  );
}
