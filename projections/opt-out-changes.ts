import type { OptOutChannel, OptOutMeans } from '../src/domain/contact/events';
import type { RecordedOf } from './event-filter';

/** That somebody opted out, or in again. */
export interface OptOutChange {
  readonly channel: OptOutChannel;
  readonly change: 'out' | 'in';
  /** ISO 8601. */
  readonly at: string;
  /** Who said so, or by what means. */
  readonly source: string;
  /** Who of the account did it; absent: nobody of it. */
  readonly by?: string;
  /** The contact that a change of an address by hand came up with, whose own it is too. */
  readonly ofContact?: string;
}

/** So many are remembered of a contact, and of an address. */
export const MAX_CHANGES = 20;

type Changing = RecordedOf<'ContactOptedOut' | 'ContactOptedIn' | 'AddressOptedOut' | 'AddressOptedIn'>;

/** @returns the newest first, with one more */
export function withChange(before: readonly OptOutChange[], event: Changing): readonly OptOutChange[] {
  return [changeOf(event), ...before].slice(0, MAX_CHANGES);
}

function changeOf({ type, data, metadata: { at, actor } }: Changing): OptOutChange {
  const means: OptOutMeans = 'means' in data ? data.means : 'by_hand';
  const change = type === 'ContactOptedOut' || type === 'AddressOptedOut' ? 'out' : 'in';
  return {
    channel: data.channel,
    change,
    at,
    source: data.source ?? actor,
    ...(means === 'by_hand' ? { by: actor } : {}),
    ...('means' in data && means === 'by_hand' && data.contactId !== undefined ? { ofContact: data.contactId } : {}),
  };
}
