import { Switch } from '@base-ui/react/switch';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { answered, api } from '../../api/client';
import { useMay } from '../../app/may';
import { Confirm } from '../../parts/dialog';
import { Moment } from '../../parts/moment';
import { Card } from '../../parts/page';
import switches from '../../parts/switch.module.css';
import { tell } from '../../parts/toasts';
import { whoInWords } from '../../words/who';
import styles from './contact.module.css';
import type { ContactDetail } from './queries';

const CHANNELS = [
  ['sms', 'SMS'],
  ['email', 'Email'],
] as const;
type Channel = (typeof CHANNELS)[number][0];
const LABELS = Object.fromEntries(CHANNELS) as Readonly<Record<Channel, string>>;

/** Whether messages may go out, by channel. A switch asks first: it is the contact's own will that it records. */
export function OptOuts({ contact: { contact, optOuts, optOutHistory } }: { readonly contact: ContactDetail }) {
  const mayChange = useMay('operate');
  const [asked, setAsked] = useState<Channel | null>(null);
  const change = useChange(contact.id);
  const isOut = (channel: Channel): boolean => optOuts.some((one) => one.channel === channel);
  const name = contact.name ?? contact.id;
  const word = asked === 'sms' ? 'SMS' : 'email';
  return (
    <Card title="Messages">
      {CHANNELS.map(([channel, label]) => {
        const out = optOuts.find((one) => one.channel === channel);
        return (
          <div key={channel} className={styles.channel}>
            <div>
              <b>{label}</b>
              <p className="soft small">
                {out === undefined ? (
                  'may be sent'
                ) : (
                  <>
                    opted out <Moment at={out.since} />, {howInWords(out.source)}
                  </>
                )}
              </p>
            </div>
            {mayChange ? (
              <Switch.Root
                className={switches.root}
                checked={out === undefined}
                aria-label={`${label} may be sent`}
                onCheckedChange={() => {
                  setAsked(channel);
                }}
              >
                <Switch.Thumb className={switches.thumb} />
              </Switch.Root>
            ) : null}
          </div>
        );
      })}
      <History changes={optOutHistory} />
      <Confirm
        open={asked !== null}
        onClose={() => {
          setAsked(null);
        }}
        title={asked !== null && isOut(asked) ? `Let ${name} get ${word} again?` : `Opt ${name} out of ${word}?`}
        action={asked !== null && isOut(asked) ? 'Opt in' : 'Opt out'}
        onConfirm={async () => {
          if (asked === null) return;
          const opted = !isOut(asked);
          await change.mutateAsync({ channel: asked, out: opted });
          tell(opted ? `${name} gets no more ${word}.` : `${name} may get ${word} again.`);
        }}
      >
        {asked !== null && isOut(asked) ? (
          <p>Only do this when the contact asked for it. Messages of steps that come up from now on are sent again.</p>
        ) : (
          <p>
            It holds at once and for every contact with the same {asked === 'sms' ? 'number' : 'address'}. Steps that
            would send are skipped; runs go on.
          </p>
        )}
      </Confirm>
    </Card>
  );
}

/** What the current state says by itself is left out: one change is told there. */
function History({ changes }: { readonly changes: ContactDetail['optOutHistory'] }) {
  if (changes.every(({ change }) => change === 'out') && changes.length < 2) return null;
  return (
    <details className={styles.history}>
      <summary>History</summary>
      <ol>
        {changes.map(({ channel, change, at, source }, index) => (
          <li key={`${at} ${index}`}>
            <b>{LABELS[channel]}</b> opted {change} <Moment at={at} />, {howInWords(source)}
          </li>
        ))}
      </ol>
    </details>
  );
}

function useChange(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ channel, out }: { readonly channel: Channel; readonly out: boolean }) => {
      const path = { params: { path: { id, channel } } };
      const at = '/api/automations/contacts/{id}/opt-outs/{channel}' as const;
      return out ? answered(api.PUT(at, path)) : answered(api.DELETE(at, path));
    },
    onSuccess: () => client.invalidateQueries({ queryKey: ['contact', id] }),
  });
}

const MEANS: Readonly<Record<string, string>> = {
  unsubscribe_link: 'by the link in an email',
  message: 'by a message such as STOP',
  provider: 'as the provider says',
};

/** By which means, or, by hand, by whom. */
const howInWords = (source: string): string => MEANS[source] ?? `recorded by ${whoInWords(source)}`;
