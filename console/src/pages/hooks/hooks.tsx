import { Plus } from 'lucide-react';
import { useState } from 'react';
import { useMay } from '../../app/may';
import { Button } from '../../parts/button';
import { Confirm } from '../../parts/dialog';
import { Moment } from '../../parts/moment';
import { Card, Page } from '../../parts/page';
import { Empty, Failure, Loading, Skeleton } from '../../parts/states';
import { tell } from '../../parts/toasts';
import { Calls } from './calls';
import styles from './hooks.module.css';
import { NewHook } from './new-hook';
import { useCloseHook, useHooks } from './queries';
import type { Hook } from './queries';

/** Addresses that other systems call: each call becomes an event. */
export function Hooks() {
  const { data, error, refetch } = useHooks();
  const [opening, setOpening] = useState(false);
  const mayOpen = useMay('own');
  const create = !mayOpen ? undefined : (
    <Button
      kind="primary"
      icon={<Plus aria-hidden />}
      onClick={() => {
        setOpening(true);
      }}
    >
      New hook
    </Button>
  );
  return (
    <Page title="Hooks" about="Addresses that other systems call. Each call becomes an event." actions={create}>
      {data === undefined && error !== null ? (
        <Failure error={error} retry={() => void refetch()} />
      ) : data === undefined ? (
        <Loading what="hooks">
          <Card>
            <Skeleton height="120px" />
          </Card>
        </Loading>
      ) : data.items.length === 0 ? (
        <Card>
          <Empty title="No hooks yet" action={create}>
            A hook gives another system an address to call, and says which parts of what it sends are the contact.
          </Empty>
        </Card>
      ) : (
        data.items.map((hook) => <OneHook key={hook.hookId} {...hook} />)
      )}
      {mayOpen ? (
        <NewHook
          open={opening}
          onClose={() => {
            setOpening(false);
          }}
        />
      ) : null}
    </Page>
  );
}

const CHECKS: Readonly<Record<Hook['checks'], string>> = {
  token: 'whoever knows the address may call it',
  shared_secret: 'calls carry a shared secret',
  signature: 'calls are signed',
};

function OneHook({ hookId, event, idPath, contactPaths, dataPath, checks, openedAt }: Hook) {
  const [closing, setClosing] = useState(false);
  const [shown, setShown] = useState(false);
  const close = useCloseHook();
  const paths = [
    ['event id', idPath],
    ['contact id', contactPaths.id],
    ['name', contactPaths.name],
    ['email', contactPaths.email],
    ['phone', contactPaths.phone],
    ['data', dataPath ?? 'all of it'],
  ] as const;
  return (
    <Card
      title={event}
      beside={
        <Button
          kind="quiet"
          onClick={() => {
            setClosing(true);
          }}
        >
          Close hook
        </Button>
      }
    >
      <p className="soft">
        Opened <Moment at={openedAt} />; {CHECKS[checks]}.
      </p>
      <dl className={styles.paths}>
        {paths.map(([what, path]) =>
          path === undefined ? null : (
            <div key={what}>
              <dt>{what}</dt>
              <dd>
                <code>{path}</code>
              </dd>
            </div>
          ),
        )}
      </dl>
      <Button
        aria-expanded={shown}
        onClick={() => {
          setShown(!shown);
        }}
      >
        {shown ? 'Hide last calls' : 'Show last calls'}
      </Button>
      {shown ? <Calls hookId={hookId} /> : null}
      <Confirm
        open={closing}
        onClose={() => {
          setClosing(false);
        }}
        title={`Close the hook for ${event}?`}
        action="Close hook"
        danger
        onConfirm={async () => {
          await close.mutateAsync(hookId);
          tell('The hook is closed.');
        }}
      >
        <p>Its address answers nobody any more. That cannot be taken back; a new hook has a new address.</p>
      </Confirm>
    </Card>
  );
}
