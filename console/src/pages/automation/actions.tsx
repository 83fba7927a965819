import { useQueryClient } from '@tanstack/react-query';
import { Archive, FlaskConical, Pause, Pencil, Play } from 'lucide-react';
import { useState } from 'react';
import { Link } from 'wouter';
import { answered, api } from '../../api/client';
import { useMay } from '../../app/may';
import { Button, buttonClass } from '../../parts/button';
import { Confirm } from '../../parts/dialog';
import { tell } from '../../parts/toasts';
import { TestRunDialog } from '../test-run/test-run-dialog';
import { consequence } from './consequences';
import type { Change } from './consequences';
import type { Workflow } from './queries';

const WORDS: Readonly<Record<Change, readonly [action: string, done: string]>> = {
  activate: ['Activate', 'is active.'],
  pause: ['Pause', 'is paused.'],
  archive: ['Archive', 'is archived.'],
};

/** What can be done about an automation; each says first what will happen. */
export function AutomationActions({ workflow }: { readonly workflow: Workflow }) {
  const mayOperate = useMay('operate');
  const [testing, setTesting] = useState(false);
  const [asked, setAsked] = useState<Change | null>(null);
  const { workflowId, status, definition } = workflow;
  if (!mayOperate) return null;
  const ask = (change: Change) => (): void => {
    setAsked(change);
  };
  return (
    <>
      {status === 'archived' ? null : (
        <Link href={`/automations/${workflowId}/edit`} className={buttonClass()}>
          <Pencil aria-hidden />
          Edit
        </Link>
      )}
      <Button
        icon={<FlaskConical aria-hidden />}
        onClick={() => {
          setTesting(true);
        }}
      >
        Test run
      </Button>
      {status === 'active' ? (
        <Button icon={<Pause aria-hidden />} onClick={ask('pause')}>
          Pause
        </Button>
      ) : null}
      {status === 'draft' || status === 'paused' ? (
        <Button kind="primary" icon={<Play aria-hidden />} onClick={ask('activate')}>
          Activate
        </Button>
      ) : null}
      {status === 'archived' ? null : (
        <Button kind="quiet" icon={<Archive aria-hidden />} onClick={ask('archive')}>
          Archive
        </Button>
      )}
      <TestRunDialog
        open={testing}
        onClose={() => {
          setTesting(false);
        }}
        workflowId={workflowId}
        definition={definition}
      />
      <ChangeStatus
        workflow={workflow}
        change={asked}
        onClose={() => {
          setAsked(null);
        }}
      />
    </>
  );
}

interface ChangeStatusProps {
  readonly workflow: Workflow;
  /** What was asked for; null: nothing. */
  readonly change: Change | null;
  readonly onClose: () => void;
}

function ChangeStatus({ workflow, change, onClose }: ChangeStatusProps) {
  const client = useQueryClient();
  /** Stays while the dialog goes away. */
  const [last, setLast] = useState<Change>('pause');
  if (change !== null && change !== last) setLast(change);
  const shown = change ?? last;
  const [action, done] = WORDS[shown];
  const { workflowId: id, name } = workflow;
  return (
    <Confirm
      open={change !== null}
      onClose={onClose}
      title={`${action} “${name}”?`}
      action={action}
      danger={shown === 'archive'}
      onConfirm={async () => {
        await answered(api.POST(`/api/automations/workflows/{id}/${shown}`, { params: { path: { id } } }));
        await client.invalidateQueries({ queryKey: ['figures'] });
        tell(`“${name}” ${done}`);
      }}
    >
      <ul>
        {consequence(shown, workflow).map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </Confirm>
  );
}
