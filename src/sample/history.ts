import type { IncomingEvent } from '../commands/handle-event';

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

/** How far back the sample reaches. */
export const DAYS = 30;
/** Of a day's events the first, and how far the last is from it, in minutes: hours in which people work, in New York. */
const FIRST_MINUTE = 12 * 60;
const MINUTES = 10 * 60;
/** Whoever has that many had them all on one busy day, beyond what one contact may get. */
const BUSY = 5;

export interface PastEvent {
  readonly event: IncomingEvent;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** When each event of the sample came, the first first: some every day, up to some minutes before now. */
export function historyOf(events: readonly IncomingEvent[], now: number): readonly PastEvent[] {
  const midnight = Math.floor(now / DAY_MS) * DAY_MS;
  const dayOf = (index: number): number => DAYS - 1 - Math.floor((index * DAYS) / events.length);
  const busyDays = new Map(
    busyContacts(events).map((id) => [id, dayOf(events.findIndex(({ contact }) => contact.id === id))]),
  );
  const past = events.map((event, index) => {
    const day = busyDays.get(event.contact.id) ?? dayOf(index);
    const minute = FIRST_MINUTE + ((index * 97) % MINUTES);
    const at = midnight - day * DAY_MS + minute * MINUTE_MS + ((index * 7_919) % MINUTE_MS);
    return { event, at: Math.min(at, now - (events.length - index) * MINUTE_MS) };
  });
  return past.sort((a, b) => a.at - b.at);
}

function busyContacts(events: readonly IncomingEvent[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const { contact } of events) counts.set(contact.id, (counts.get(contact.id) ?? 0) + 1);
  return [...counts].flatMap(([id, count]) => (count >= BUSY ? [id] : []));
}
