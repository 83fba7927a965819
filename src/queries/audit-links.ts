import type { AuditLink } from '../../projections/audit-index';
import { inboundStream } from '../domain/streams';
import { DomainError } from '../kernel/errors';
import type { ReadModel } from '../ports/read-store';

/** What leads to streams: any of these, all of them when several are given. */
export interface AuditAbout {
  readonly contact?: string;
  readonly correlationId?: string;
  /** Of an inbound event. */
  readonly eventId?: string;
}

/** Links that one request looks at. */
const MOST = 10_000;
const PAGE = 1_000;

/**
 * What is known of the streams that have to do with a contact, a request or an inbound event, in the order of the log.
 * Of an event these are also what came of the request that brought it to its contact, and that contact's own stream.
 *
 * @throws DomainError `too_broad`
 */
export async function linksAbout(model: ReadModel<AuditLink>, account: string, about: AuditAbout) {
  const { contact, correlationId, eventId } = about;
  const links = await firstLinks(model, account, about);
  return links.filter(
    (link) =>
      (contact === undefined || link.contactId === contact) &&
      (eventId === undefined || correlationId === undefined || link.correlationId === correlationId),
  );
}

async function firstLinks(
  model: ReadModel<AuditLink>,
  account: string,
  { contact, correlationId, eventId }: AuditAbout,
): Promise<readonly AuditLink[]> {
  if (eventId !== undefined) return linksOfEvent(model, account, eventId);
  if (correlationId !== undefined) return all(model, 'byCorrelation', [account, correlationId]);
  return contact === undefined ? [] : all(model, 'byContact', [account, contact]);
}

async function linksOfEvent(model: ReadModel<AuditLink>, account: string, eventId: string) {
  const own = await all(model, 'byEvent', [account, eventId]);
  const received = own.find(({ stream }) => stream === inboundStream(account, eventId));
  if (received === undefined) return own;
  const { correlationId, contactId } = received;
  const chain = await all(model, 'byCorrelation', [account, correlationId]);
  const contacts = contactId === null ? [] : await all(model, 'byContact', [account, contactId]);
  const links = [
    ...own,
    ...chain.filter((link) => link.eventId === null && link.contactId === contactId),
    ...contacts.filter(({ stream }) => stream.startsWith('contact-')),
  ];
  return [...new Map(links.map((link) => [link.order, link])).values()].sort((a, b) => (a.order < b.order ? -1 : 1));
}

async function all(model: ReadModel<AuditLink>, index: string, equals: readonly string[]) {
  const links: AuditLink[] = [];
  let from: string | undefined;
  for (;;) {
    const page = await model.find({ index, equals, limit: PAGE, ...(from === undefined ? {} : { from }) });
    links.push(...page.map(({ document }) => document));
    const last = page.at(-1);
    if (last === undefined || page.length < PAGE) return links;
    if (links.length >= MOST) throw new DomainError('too_broad', `this has to do with more than ${MOST} streams`);
    from = `${last.document.order}0`;
  }
}
