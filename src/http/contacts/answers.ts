import type { OptOutAddress, OptOutAnswer } from '../../commands/change-opt-out';
import type { OptOutChannel } from '../../domain/contact/events';
import type { ContactView, Scheduled } from '../../queries/get-contact';
import type { OptOutView } from '../../queries/get-opt-out';
import type { ContactItem } from '../../queries/search-contacts';
import { listenerResult } from '../openapi/event-result';
import { STARTED, asOf, pageOf, position, read } from '../openapi/parts';
import { RUN_EXAMPLE, RUN_ID, WAKING, WORKFLOW_ID, placedStep, run } from '../openapi/run';
import { count, flag, listOf, name, object, oneBy, only, orNull, text, time, words } from '../openapi/schema';

export const channel = words<OptOutChannel>('sms', 'email');

const address = {
  ...words<OptOutAddress>('included', 'none', 'not_known_yet'),
  description:
    "whether it was done for the contact's phone or email too, whichever contact has that; `not_known_yet`: read models are behind or away, ask again later",
};
export const optOuts = name(
  'OptOuts',
  object<OptOutAnswer>({ contactId: text, optOuts: listOf(channel), address, position }),
);

const optOutFields = {
  channel,
  since: time,
  source: { ...text, description: 'who asked for it, or by what means' },
  by: { ...orNull(text), description: 'who of the account did it; null: nobody of it' },
};

const optOutChangeFields = {
  channel,
  change: words<ContactView['optOutHistory'][number]['change']>('out', 'in'),
  at: time,
  source: optOutFields.source,
  by: optOutFields.by,
};

export const optOut = name('OptOut', object<OptOutView>({ contactId: text, ...optOutFields, asOf }));

const scheduled = name(
  'ScheduledNext',
  oneBy('type', {
    wait: name(
      'ScheduledWait',
      object<Extract<Scheduled, { type: 'wait' }>>({
        type: only('wait'),
        at: time,
        workflowId: text,
        runId: text,
        held: { ...flag, description: 'its workflow is paused' },
        next: { ...orNull(placedStep), description: 'the step that it goes on with; null where none is left' },
      }),
    ),
    reminder: name(
      'ScheduledReminder',
      object<Extract<Scheduled, { type: 'reminder' }>>({
        type: only('reminder'),
        at: time,
        workflowId: text,
        reminderId: text,
        held: { ...flag, description: 'it fell due while its workflow was paused' },
      }),
    ),
  }),
);

const shown = object<ContactView['contact']>({
  id: text,
  name: orNull(text),
  email: orNull(text),
  phone: orNull(text),
  timezone: orNull(text),
});

export const contactPage = pageOf(
  'ContactPage',
  name('ContactItem', object<ContactItem>({ contact: shown, lastRunAt: orNull(time), activeRuns: count })),
);

export const contactDetail = name(
  'ContactDetail',
  object<ContactView>({
    contact: shown,
    optOuts: listOf(object<ContactView['optOuts'][number]>(optOutFields)),
    optOutHistory: listOf(object<ContactView['optOutHistory'][number]>(optOutChangeFields)),
    activeRuns: listOf(run),
    lastRunAt: orNull(time),
    scheduled: listOf(scheduled),
    recentEvents: listOf(
      object<ContactView['recentEvents'][number]>({
        eventId: text,
        type: text,
        at: time,
        results: listOf(listenerResult),
      }),
    ),
    asOf,
  }),
);

export const OPT_OUT_EXAMPLE = { channel: 'sms', since: STARTED, source: 'manager:Maria', by: 'manager:Maria' };

const ANA = { id: 'c-1', name: 'Ana', email: 'ana@example.com', phone: '+34600000000', timezone: 'Europe/Madrid' };

export const CONTACT_ITEM_EXAMPLE = { contact: ANA, lastRunAt: STARTED, activeRuns: 1 };

export const CONTACT_EXAMPLE = {
  contact: ANA,
  optOuts: [OPT_OUT_EXAMPLE],
  optOutHistory: [{ channel: 'sms', change: 'out', at: STARTED, source: 'manager:Maria', by: 'manager:Maria' }],
  activeRuns: [RUN_EXAMPLE],
  lastRunAt: STARTED,
  scheduled: [
    {
      type: 'wait',
      at: WAKING,
      workflowId: WORKFLOW_ID,
      runId: RUN_ID,
      held: false,
      next: { stepId: 'last-call', label: 'Last call', type: 'sms' },
    },
  ],
  recentEvents: [
    {
      eventId: 'evt-1',
      type: 'contact.created',
      at: STARTED,
      results: [{ workflowId: WORKFLOW_ID, outcome: 'started', runId: RUN_ID }],
    },
  ],
  ...read,
};
