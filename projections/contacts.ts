import type { DomainEvent } from '../src/domain/events';
import { stillThere } from '../src/domain/contact/address-opt-outs';
import type { OptOutChannel, OptOutMeans } from '../src/domain/contact/events';
import { hashId } from '../src/kernel/ids';
import type { Projection } from '../src/kernel/projection';
import { concerning, NO_KEYS } from './event-filter';
import type { RecordedOf } from './event-filter';
import { summaryOf } from './contact-summary';
import { withChange } from './opt-out-changes';
import type { OptOutChange } from './opt-out-changes';
import { beginningsOf, indexed } from './search-text';

/** What is known of contacts and of addresses. */
export type ContactDocument = ContactEntry | AddressEntry;

/** What an event leaves out of its contact stays as it was. Key: that of `contactKey`. */
export interface ContactEntry {
  readonly kind: 'contact';
  readonly account: string;
  readonly contactId: string;
  readonly name: string | null;
  readonly email: string | null;
  readonly phone: string | null;
  /** IANA name. */
  readonly timezone: string | null;
  readonly optOuts: readonly OptOutEntry[];
  /** The newest first. */
  readonly optOutChanges: readonly OptOutChange[];
  /** Of the name, the email and the phone that it has: what it is found by. */
  readonly beginnings: readonly string[];
}

export interface OptOutEntry {
  readonly channel: OptOutChannel;
  /** ISO 8601. */
  readonly since: string;
  /** Who said so, or by what means. */
  readonly source: string;
  /** Who of the account did it, `<role>:<name or fingerprint of the key>`; absent: nobody of it. */
  readonly by?: string;
}

/** At which nobody is to be reached, whichever contact has the address, while there is an opt-out left; what was before. Key: `addressKey`. */
export interface AddressEntry {
  readonly kind: 'address';
  readonly account: string;
  /** One for each means, the earliest first. */
  readonly optOuts: readonly (OptOutEntry & { readonly means: OptOutMeans })[];
  /** The newest first. */
  readonly optOutChanges: readonly OptOutChange[];
}

/** A contact that is enrolled is told by the run that starts with it. */
const concerns = concerning(
  'RunStarted',
  'EventReceived',
  'ContactOptedOut',
  'ContactOptedIn',
  'AddressOptedOut',
  'AddressOptedIn',
);

export const contactKey = (account: string, contactId: string): string => hashId('contact', account, contactId);

/** @param address as `optOutAddress` writes it */
export const addressKey = (account: string, channel: OptOutChannel, address: string): string =>
  hashId('address', account, channel, address);

export const contacts: Projection<ContactDocument, DomainEvent> = {
  name: 'contacts',
  version: 7,
  types: concerns.types,
  indexes: { byBeginning: ['account', 'beginnings[]'] },

  keys(event) {
    if (!concerns(event)) return NO_KEYS;
    const { account } = event.metadata;
    if (isOfAddress(event)) return [addressKey(account, event.data.channel, event.data.address)];
    return [contactKey(account, event.data.contactId)];
  },

  fold(document, event) {
    if (!concerns(event)) return document;
    if (isOfAddress(event)) return ofAddress(document?.kind === 'address' ? document : null, event);
    const entry = document?.kind === 'contact' ? document : unknown(event);
    return isTelling(event) ? told(entry, event) : withOptOut(entry, event);
  },
};

type Concerned = RecordedOf<'RunStarted' | 'EventReceived' | 'ContactOptedOut' | 'ContactOptedIn'>;
type OfAddress = RecordedOf<'AddressOptedOut' | 'AddressOptedIn'>;
type Telling = RecordedOf<'RunStarted' | 'EventReceived'>;

const isOfAddress = (event: Concerned | OfAddress): event is OfAddress =>
  event.type === 'AddressOptedOut' || event.type === 'AddressOptedIn';

const isTelling = (event: Concerned): event is Telling => event.type === 'RunStarted' || event.type === 'EventReceived';

const unknown = ({ metadata, data }: Concerned): ContactEntry => ({
  kind: 'contact',
  account: metadata.account,
  contactId: data.contactId,
  name: null,
  email: null,
  phone: null,
  timezone: null,
  optOuts: [],
  optOutChanges: [],
  beginnings: [],
});

function told(entry: ContactEntry, { data }: Telling): ContactEntry {
  const { name, email, phone } = summaryOf(data.contact);
  const { timezone } = data.contact;
  const latest = {
    name: name ?? entry.name,
    email: email ?? entry.email,
    phone: phone ?? entry.phone,
    timezone: typeof timezone === 'string' ? timezone : entry.timezone,
  };
  const isSame = (Object.keys(latest) as (keyof typeof latest)[]).every((field) => latest[field] === entry[field]);
  if (isSame) return entry;
  return { ...entry, ...latest, beginnings: [...new Set(beginningsOf(latest).map(indexed))] };
}

function withOptOut(entry: ContactEntry, event: RecordedOf<'ContactOptedOut' | 'ContactOptedIn'>): ContactEntry {
  const { channel, source } = event.data;
  const others = entry.optOuts.filter((optOut) => optOut.channel !== channel);
  const optOutChanges = withChange(entry.optOutChanges, event);
  if (event.type === 'ContactOptedIn') return { ...entry, optOuts: others, optOutChanges };
  const { at, actor: by } = event.metadata;
  const optOut = { channel, since: at, source: source ?? by, by };
  return { ...entry, optOuts: [...others, optOut], optOutChanges };
}

function ofAddress(entry: AddressEntry | null, event: OfAddress): AddressEntry {
  const { type, data, metadata } = event;
  const { channel, means, source } = data;
  const before = entry?.optOuts ?? [];
  const by = means === 'by_hand' ? { by: metadata.actor } : {};
  const optOuts =
    type === 'AddressOptedOut'
      ? [...before.filter((one) => one.means !== means), { channel, means, since: metadata.at, source, ...by }]
      : before.filter((one) => stillThere([one.means], means).size > 0);
  const optOutChanges = withChange(entry?.optOutChanges ?? [], event);
  return { kind: 'address', account: metadata.account, optOuts, optOutChanges };
}
