import { useState } from 'react';
import { Button } from '../../parts/button';
import { Confirm } from '../../parts/dialog';
import { Moment } from '../../parts/moment';
import { tell } from '../../parts/toasts';
import { number } from '../../words/time';
import styles from './projections.module.css';
import { useChange } from './queries';
import type { Change, Projection } from './queries';

const TOLD: Readonly<Record<Change, readonly [title: string, action: string, what: string]>> = {
  rebuild: [
    'Rebuild',
    'Rebuild',
    'It is folded from the whole log into a copy beside the live one, compared, and then switched to. Meanwhile nobody notices.',
  ],
  rollback: ['Roll back', 'Roll back', 'The copy before is caught up with the log, and then switched to.'],
  pause: ['Pause', 'Pause', 'It takes no more events until it is resumed: what it shows becomes old.'],
  resume: ['Resume', 'Resume', 'It goes on from where it is.'],
};

/** What can be done with a projection, and the copies there are. */
export function Actions({ projection: { name, status, rebuild, copies } }: { readonly projection: Projection }) {
  const [asked, setAsked] = useState<Change | null>(null);
  const change = useChange(name);
  const older = copies.some(({ isLive, until }) => !isLive && until !== null);
  const offered: readonly Change[] = [
    ...(rebuild === null ? (['rebuild'] as const) : []),
    ...(rebuild === null && older ? (['rollback'] as const) : []),
    ...(status === 'live' ? (['pause'] as const) : []),
    ...(status === 'paused' || status === 'stopped' ? (['resume'] as const) : []),
  ];
  const told = asked === null ? null : TOLD[asked];
  return (
    <>
      <div className={styles.actions}>
        {offered.map((one) => (
          <Button
            key={one}
            onClick={() => {
              setAsked(one);
            }}
          >
            {TOLD[one][0]}
          </Button>
        ))}
      </div>
      <ul className="soft small">
        {copies.map(({ copy, version, isLive, documents, madeAt, until }) => (
          <li key={copy}>
            Copy {copy}, version {version}, {number(documents)} documents
            {isLive ? ', live' : ''}
            {madeAt === null ? null : (
              <>
                , made <Moment at={madeAt} />
              </>
            )}
            {until === null ? null : (
              <>
                , kept until <Moment at={until} as="moment" />
              </>
            )}
          </li>
        ))}
      </ul>
      <Confirm
        open={asked !== null}
        onClose={() => {
          setAsked(null);
        }}
        title={`${told?.[0] ?? ''} ${name}?`}
        action={told?.[1] ?? ''}
        onConfirm={async () => {
          if (asked === null) return;
          await change.mutateAsync(asked);
          tell(`${TOLD[asked][0]}: ${name} is on its way.`);
        }}
      >
        <p>{told?.[2]}</p>
      </Confirm>
    </>
  );
}
