import { Countdown, Moment } from '../../parts/moment';
import type { ZoneOf } from '../../parts/moment';

interface WakeTimeProps {
  /** ISO 8601. */
  readonly wakeAt: string;
  /** Of the step. */
  readonly type: string;
  /** Of the step: the zone that was used. */
  readonly output: Readonly<Record<string, unknown>> | null;
  /** It stands at the beginning of a sentence. */
  readonly begins?: boolean;
}

/** Messages and calls wait for room within a limit. */
const VERBS: Readonly<Record<string, string>> = { business_hours: 'opens', delay: 'goes on' };

/** "opens Tue 08:00 their time, in 2 d 3 h". */
export function WakeTime({ wakeAt, type, output, begins = false }: WakeTimeProps) {
  const { timezone, timezoneOf } = output ?? {};
  const verb = VERBS[type] ?? 'has room again';
  return (
    <>
      {begins ? verb.charAt(0).toUpperCase() + verb.slice(1) : verb}{' '}
      <Moment
        at={wakeAt}
        zone={typeof timezone === 'string' ? timezone : null}
        zoneOf={timezoneOf as ZoneOf | undefined}
        as="moment"
      />
      , <Countdown to={wakeAt} />
    </>
  );
}
