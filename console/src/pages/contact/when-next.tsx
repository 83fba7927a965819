import { Moment } from '../../parts/moment';
import { isZone } from '../../words/time';
import { useAccountZone } from '../runs/queries';
import type { ContactDetail } from './queries';

interface WhenNextProps {
  readonly next: ContactDetail['scheduled'][number];
  readonly of: ContactDetail;
}

/** When a wait or a reminder is over, in the zone that it was counted in; where none is told, in the contact's or the account's. */
export function WhenNext({ next, of: { contact, activeRuns } }: WhenNextProps) {
  const accountZone = useAccountZone();
  const run = next.type === 'wait' ? activeRuns.find(({ runId }) => runId === next.runId) : undefined;
  const wakeZone = run?.wakeZone ?? null;
  const zone =
    wakeZone !== null
      ? { zone: wakeZone.timezone, zoneOf: wakeZone.timezoneOf }
      : contact.timezone === null || !isZone(contact.timezone)
        ? { zone: accountZone, zoneOf: 'account' as const }
        : { zone: contact.timezone, zoneOf: 'contact' as const };
  return <Moment at={next.at} {...zone} as="moment" />;
}
