import { useState } from 'react';
import { session } from '../../api/session';
import { useStore } from '../../api/store';
import { Problem } from '../../api/problem';
import { useMay } from '../../app/may';
import type { PageProps } from '../../app/pages';
import { Button } from '../../parts/button';
import { Card, Page } from '../../parts/page';
import { Failure, Loading, Skeleton } from '../../parts/states';
import { moment } from '../../words/time';
import { MissingAutomation } from '../automation/missing';
import { forgetDraft, keptDraft } from './draft';
import type { Draft } from './draft';
import { EditorBody } from './editor-body';
import { useLatestVersion } from './queries';
import type { Saved } from './queries';
import styles from './editor.module.css';
import { EMPTY } from './steps';

/** Where an automation is made, and its next version. */
export function Editor({ params }: PageProps) {
  const workflowId = params['id'] ?? null;
  if (!useMay('operate')) return <Unopened error={new Problem(403, 'forbidden', '')} />;
  return workflowId === null ? (
    <Beginning key="new" workflowId={null} saved={null} />
  ) : (
    <Existing key={workflowId} workflowId={workflowId} />
  );
}

function Existing({ workflowId }: { readonly workflowId: string }) {
  const { data, error, refetch } = useLatestVersion(workflowId);
  if (data === undefined && error !== null) return <Unopened error={error} retry={() => void refetch()} />;
  if (data === undefined)
    return (
      <Page title="An automation">
        <Loading what="the automation">
          <Card>
            <Skeleton height="420px" />
          </Card>
        </Loading>
      </Page>
    );
  return <Beginning workflowId={workflowId} saved={data} />;
}

const Unopened = (why: { readonly error: unknown; readonly retry?: () => void }) => (
  <Page title="An automation">
    <Card>
      <Failure {...why} missing={<MissingAutomation />} />
    </Card>
  </Page>
);

interface BeginningProps {
  readonly workflowId: string | null;
  /** The latest version; it may become another while one edits. */
  readonly saved: Saved | null;
}

/** Offers what was not saved the last time, before anything is edited. */
function Beginning({ workflowId, saved }: BeginningProps) {
  const state = useStore(session);
  const account = 'session' in state ? state.session.account : '';
  const [base] = useState(saved);
  const [draft, setDraft] = useState<Draft | 'none' | 'discarded'>(() => keptDraft(account, workflowId) ?? 'none');
  const [continued, setContinued] = useState(false);
  if (typeof draft === 'object' && !continued)
    return (
      <Page title={draft.definition.name === '' ? 'New automation' : draft.definition.name}>
        <Card title={`Your unsaved changes of ${moment(draft.at)}`}>
          <p className="soft">They were kept in this browser.</p>
          <div className={styles.choices}>
            <Button
              onClick={() => {
                forgetDraft(account, workflowId);
                setDraft('discarded');
              }}
            >
              Discard them
            </Button>
            <Button
              kind="primary"
              onClick={() => {
                setContinued(true);
              }}
            >
              Continue with them
            </Button>
          </div>
        </Card>
      </Page>
    );
  const begin =
    typeof draft === 'object'
      ? { definition: draft.definition, json: draft.json, version: draft.version }
      : { definition: base?.definition ?? EMPTY, json: null, version: base?.version ?? null };
  return (
    <EditorBody
      account={account}
      workflowId={workflowId}
      begin={begin}
      unchanged={base?.definition ?? EMPTY}
      latest={saved}
    />
  );
}
