import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { answered, api } from '../../api/client';
import type { RunWithSteps } from '../../api/runs-seen';
import { useMay } from '../../app/may';
import { Button } from '../../parts/button';
import { Confirm } from '../../parts/dialog';
import { TextArea } from '../../parts/field';
import { tell } from '../../parts/toasts';
import type { Item } from './timeline';

interface SettleProps {
  readonly run: RunWithSteps;
  readonly item: Item;
}

/** Records what became of something of which nobody knows whether it left. */
export function SettleOutcome({ run: { runId }, item: { stepId, type } }: SettleProps) {
  const maySettle = useMay('own');
  const client = useQueryClient();
  const [open, setOpen] = useState(false);
  const [outcome, setOutcome] = useState<'sent' | 'not_sent'>('sent');
  const [reason, setReason] = useState('');
  if (!maySettle) return null;
  const settle = async (): Promise<void> => {
    const params = { path: { id: runId, stepId } };
    const body = { outcome, reason: reason.trim() };
    await answered(api.POST('/api/automations/runs/{id}/steps/{stepId}/outcome', { params, body }));
    await client.invalidateQueries({ queryKey: ['run', runId] });
    tell('Recorded.');
  };
  return (
    <>
      <Button
        onClick={() => {
          setOpen(true);
        }}
      >
        Record what became of it
      </Button>
      <Confirm
        open={open}
        onClose={() => {
          setOpen(false);
        }}
        title={type === 'webhook' ? 'Did the call arrive?' : 'Was it sent?'}
        action="Record it"
        onConfirm={settle}
      >
        <p>It is kept with your name for ever. The run stays failed, and nothing is sent again.</p>
        <label>
          <input
            type="radio"
            name="outcome"
            checked={outcome === 'sent'}
            onChange={() => {
              setOutcome('sent');
            }}
          />{' '}
          Yes, it was sent
        </label>
        <label>
          <input
            type="radio"
            name="outcome"
            checked={outcome === 'not_sent'}
            onChange={() => {
              setOutcome('not_sent');
            }}
          />{' '}
          No, it was not sent
        </label>
        <TextArea
          label="How it is known"
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
