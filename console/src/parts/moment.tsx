import { Tooltip } from '@base-ui/react/tooltip';
import { useNow } from '../words/clock';
import { VIEWER_ZONE, cityOf, exact, fromNow, isZone, length, moment } from '../words/time';
import styles from './moment.module.css';

interface MomentProps {
  /** ISO 8601. */
  readonly at: string;
  /** The contact's, where it is known and told. */
  readonly zone?: string | null | undefined;
  /** Whose that zone is, where it is not known to be the contact's. */
  readonly zoneOf?: ZoneOf | undefined;
  /** `relative`: "3 hours ago"; `moment`: day and minute, in the contact's zone where there is one. */
  readonly as?: 'relative' | 'moment';
}

export type ZoneOf = 'contact' | 'workflow' | 'account' | 'default';

const WHOSE: Readonly<Record<ZoneOf, string>> = {
  contact: ', theirs',
  workflow: ', the automation’s',
  account: ', the account’s',
  default: '',
};

/** A time, with the exact one on hover and focus; in both zones where the contact's differs from the viewer's. */
export function Moment({ at, zone, zoneOf, as = 'relative' }: MomentProps) {
  const now = useNow();
  const other = zone !== null && zone !== undefined && zone !== VIEWER_ZONE && isZone(zone) ? zone : null;
  const text =
    as === 'relative'
      ? fromNow(at, now)
      : `${moment(at, other ?? VIEWER_ZONE)}${other === null ? '' : zoneOf === 'contact' ? ' their time' : ` (${cityOf(other)})`}`;
  return (
    <Tooltip.Root>
      <Tooltip.Trigger render={<time dateTime={at} tabIndex={0} className={styles.time} />}>{text}</Tooltip.Trigger>
      <Tooltip.Portal>
        <Tooltip.Positioner sideOffset={6}>
          <Tooltip.Popup className={styles.popup}>
            <span>
              {exact(at)} <small>{cityOf(VIEWER_ZONE)}, yours</small>
            </span>
            {other === null ? null : (
              <span>
                {exact(at, other)}{' '}
                <small>
                  {cityOf(other)}
                  {WHOSE[zoneOf ?? 'contact']}
                </small>
              </span>
            )}
          </Tooltip.Popup>
        </Tooltip.Positioner>
      </Tooltip.Portal>
    </Tooltip.Root>
  );
}

/** How long something took, or takes so far: it ticks, in silence. */
export function Duration({
  since,
  until,
  ms,
}: {
  readonly since: string;
  readonly until: string | null;
  readonly ms?: number | null;
}) {
  const now = useNow();
  const took = ms ?? (until === null ? now : Date.parse(until)) - Date.parse(since);
  return (
    <span className="figures">{length(until === null ? Math.max(0, Math.floor(took / 1_000) * 1_000) : took)}</span>
  );
}

/** How long it is still: "in 2 d 3 h", and "any moment" when it should have been. */
export function Countdown({ to }: { readonly to: string }) {
  const rest = Date.parse(to) - useNow();
  return (
    <span className="figures">{rest < 1_000 ? 'any moment' : `in ${length(Math.floor(rest / 1_000) * 1_000)}`}</span>
  );
}
