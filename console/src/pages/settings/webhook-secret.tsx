import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { answered, api } from '../../api/client';
import { useMay } from '../../app/may';
import { Button } from '../../parts/button';
import { Confirm, Dialog } from '../../parts/dialog';
import { Moment } from '../../parts/moment';
import { Card } from '../../parts/page';
import { ShownOnce } from '../../parts/shown-once';
import type { Settings } from './draft';
import styles from './settings.module.css';

/** Webhooks are signed with it, so that whoever takes them knows whose they are. */
export function WebhookSecret({ stored: { webhookSecret } }: { readonly stored: Settings }) {
  const client = useQueryClient();
  const mayRotate = useMay('own');
  const [asking, setAsking] = useState(false);
  const rotate = useMutation({
    mutationFn: () => answered(api.POST('/api/automations/settings/webhook-secret')),
    onSuccess: () => client.invalidateQueries({ queryKey: ['settings'] }),
  });
  const [seen, setSeen] = useState(true);
  return (
    <Card title="Webhook secret">
      <div className={styles.secret}>
        <p className="soft">
          {webhookSecret === undefined ? (
            'Webhooks are not signed yet. With a secret, whoever takes them can tell that they are yours.'
          ) : (
            <>
              Webhooks are signed since <Moment at={webhookSecret.since} as="moment" />.
              {webhookSecret.previousSignsUntil === null ? null : (
                <>
                  {' '}
                  The secret before signs along until <Moment at={webhookSecret.previousSignsUntil} as="moment" />.
                </>
              )}
            </>
          )}
        </p>
        {mayRotate ? (
          <Button
            onClick={() => {
              setAsking(true);
            }}
          >
            {webhookSecret === undefined ? 'Make a secret' : 'Make a new secret'}
          </Button>
        ) : null}
      </div>
      <Confirm
        open={asking}
        onClose={() => {
          setAsking(false);
        }}
        title="Make a new webhook secret?"
        action="Make it"
        onConfirm={async () => {
          await rotate.mutateAsync();
          setSeen(false);
        }}
      >
        <p>
          It is shown once. The secret before, if there is one, signs along for 24 hours, so that nothing breaks
          meanwhile.
        </p>
      </Confirm>
      <Dialog
        open={!seen && rotate.data !== undefined}
        onClose={() => {
          setSeen(true);
          rotate.reset();
        }}
        title="The new webhook secret"
      >
        <ShownOnce value={rotate.data?.secret ?? ''}>
          Keep it where your receiving system finds it. It is not shown again.
        </ShownOnce>
      </Dialog>
    </Card>
  );
}
