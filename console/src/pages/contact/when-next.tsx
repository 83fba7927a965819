import { useQuery } from '@tanstack/react-query';
import { Moment } from '../../parts/moment';
import type { ZoneOf } from '../../parts/moment';
import { isZone } from '../../words/time';
import { runWithSteps } from '../run/queries';
import { useAccountZone } from '../runs/queries';
import type { ContactDetail } from './queries';

interface WhenNextProps {
  readonly next: ContactDetail['scheduled'][number];
  readonly contact: ContactDetail['contact'];
}

/** When a wait or a reminder is over, in the zone that it was counted in; where none is told, in the contact's or the account's. */
export function WhenNext({ next, contact }: WhenNextProps) {
  const accountZone = useAccountZone();
  const runId = next.type === 'wait' ? next.runId : null;
  const { data } = useQuery({ ...runWithSteps(runId ?? ''), enabled: runId !== null });
  const output = data?.timeline.find(({ stepId }) => stepId === data.currentStep?.stepId)?.output;
  const { timezone, timezoneOf }: Readonly<Record<string, unknown>> = output ?? {};
  const zone =
    typeof timezone === 'string'
      ? { zone: timezone, zoneOf: timezoneOf as ZoneOf | undefined }
      : contact.timezone === null || !isZone(contact.timezone)
        ? { zone: accountZone, zoneOf: 'account' as const }
        : { zone: contact.timezone, zoneOf: 'contact' as const };
  return <Moment at={next.at} {...zone} as="moment" />;
}
