import { EVENT_TYPES } from '../../domain/events';
import { isoTime } from '../../kernel/clock';
import { InvalidRequest } from '../../kernel/errors';
import type { EventFilter } from '../../queries/find-audit-events';
import type { AuditAbout } from '../../queries/audit-links';
import { IsTime } from '../input/fields';
import { IsId } from '../input/ids';
import { Listing } from '../input/reading';
import { id, sentTime, text, words } from '../openapi/schema';
import { Told } from '../input/told';

const TYPES = [...EVENT_TYPES];

/** What streams have to do with; all of it where several are given. */
export class AboutParameters extends Listing {
  @Told({ ...id, description: "a contact's id" }, IsId())
  contact?: string;

  @Told({
    ...text,
    minLength: 1,
    maxLength: 200,
    description: 'in the metadata of an event: all that follows from one request',
  })
  correlationId?: string;

  @Told({ ...id, description: "an inbound event's id: that event, and all that follows from it" }, IsId())
  eventId?: string;
}

/** Events of an account, all of them unless told. */
export class AuditEventParameters extends AboutParameters {
  @Told(words(...TYPES))
  type?: string;

  @Told({ ...sentTime, description: 'recorded at or after' }, IsTime())
  from?: string;

  @Told({ ...sentTime, description: 'recorded before' }, IsTime())
  to?: string;
}

export const aboutOf = ({ contact, correlationId, eventId }: AboutParameters): AuditAbout => ({
  ...(contact === undefined ? {} : { contact }),
  ...(correlationId === undefined ? {} : { correlationId }),
  ...(eventId === undefined ? {} : { eventId }),
});

/** @throws InvalidRequest where it is about nothing */
export function aboutSomething(parameters: AboutParameters): AuditAbout {
  const about = aboutOf(parameters);
  if (Object.keys(about).length > 0) return about;
  const message = 'is not given, and neither is correlationId or eventId: one of them has to be';
  throw new InvalidRequest([{ path: 'contact', message }]);
}

export const filterOf = ({ type, from, to }: AuditEventParameters): EventFilter => ({
  ...(type === undefined ? {} : { type }),
  ...(from === undefined ? {} : { from: isoTime(Date.parse(from)) }),
  ...(to === undefined ? {} : { to: isoTime(Date.parse(to)) }),
});
