import type { components } from '../api/schema';

/** Of an event as it is answered, or as a contact's page keeps it. */
export type EventResult =
  | components['schemas']['EventResult']
  | components['schemas']['ContactDetail']['recentEvents'][number]['results'][number];

/** What an automation made of an event, in words. */
export function outcomeInWords(result: EventResult): string {
  switch (result.outcome) {
    case 'started':
      return 'started';
    case 'duplicate':
      return 'had this event before, and started nothing again';
    case 'paused':
      return 'not started: it is paused';
    case 'already_active':
      return 'not started: the contact is in it already';
    case 'already_enrolled':
      return 'not started: it takes everybody once, and the contact was in it before';
    case 'not_matched':
      return 'not started: the entry conditions did not hold';
    case 'scheduled':
      return 'set a reminder';
    case 'moved':
      return 'moved the reminder';
    case 'removed':
      return 'removed the reminder';
    case 'missed':
      return 'no reminder: its date was past already';
    case 'failed':
      return `could not start: ${result.error.message}`;
  }
}

/** Whether nothing came of it for the contact. */
export const cameToNothing = ({ outcome }: EventResult): boolean =>
  outcome !== 'started' && outcome !== 'scheduled' && outcome !== 'moved' && outcome !== 'removed';
