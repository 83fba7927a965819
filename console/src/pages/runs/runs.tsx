import { Page } from '../../parts/page';
import { RunList } from './run-list';

/** The runs of all automations. */
export const Runs = () => (
  <Page title="Runs">
    <RunList
      workflowId={null}
      none="A run begins when an event comes that an active automation waits for, or when somebody enrolls a contact."
    />
  </Page>
);
