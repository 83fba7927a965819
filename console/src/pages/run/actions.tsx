import { Ban, RotateCcw } from 'lucide-react';
import { useState } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import { answered, api } from '../../api/client';
import type { Run } from '../../api/runs-seen';
import { useMay } from '../../app/may';
import { Button } from '../../parts/button';
import { Confirm } from '../../parts/dialog';
import { TextField } from '../../parts/field';
import { tell } from '../../parts/toasts';
import { EnrollDialog } from '../enroll/enroll-dialog';

/** What can be done about a run. */
export function RunActions({ run }: { readonly run: Run }) {
  const mayOperate = useMay('operate');
  if (!mayOperate) return null;
  return run.finishedAt === null ? <Cancel run={run} /> : <EnrollAgain run={run} name="Enroll again" />;
}

function Cancel({ run: { runId, contact } }: { readonly run: Run }) {
  const client = useQueryClient();
  const [open, setOpen] = useState(false);
  const [reason, setReason] = useState('');
  const name = contact.name ?? contact.id;
  const cancel = async (): Promise<void> => {
    const given = reason.trim();
    const body = given === '' ? {} : { reason: given };
    await answered(api.POST('/api/automations/runs/{id}/cancel', { params: { path: { id: runId } }, body }));
    await client.invalidateQueries({ queryKey: ['run', runId] });
    tell('The run is cancelled.');
  };
  return (
    <>
      <Button
        kind="danger"
        icon={<Ban aria-hidden />}
        onClick={() => {
          setOpen(true);
        }}
      >
        Cancel run
      </Button>
      <Confirm
        open={open}
        onClose={() => {
          setOpen(false);
        }}
        title={`Cancel the run of ${name}?`}
        action="Cancel run"
        danger
        onConfirm={cancel}
      >
        <p>
          It ends at once: what it waits for is given up, and nothing more is sent. It cannot be taken back; {name} can
          be enrolled again.
        </p>
        <TextField
          label="Reason, if you like"
          value={reason}
          maxLength={1000}
          onChange={({ target }) => {
            setReason(target.value);
          }}
        />
      </Confirm>
    </>
  );
}

interface EnrollAgainProps {
  readonly run: Pick<Run, 'workflowId' | 'runId'>;
  /** What stands on the button. */
  readonly name: string;
}

/** Begins with the contact and the data of this run. */
export function EnrollAgain({ run: { workflowId, runId }, name }: EnrollAgainProps) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button
        icon={<RotateCcw aria-hidden />}
        onClick={() => {
          setOpen(true);
        }}
      >
        {name}
      </Button>
      <EnrollDialog
        open={open}
        onClose={() => {
          setOpen(false);
        }}
        workflowId={workflowId}
        runId={runId}
      />
    </>
  );
}
