import type { components } from '../api/schema';
import { resultInWords } from './rules';

type ComparisonResult = components['schemas']['ComparisonResult'];
export type EventResult = components['schemas']['ListenerResult'];

/** What an automation made of an event, in words. */
export function outcomeInWords(result: EventResult): string {
  switch (result.outcome) {
    case 'started':
      return 'started';
    case 'duplicate':
      return 'had this event before, and started nothing again';
    case 'already_active':
      return 'not started: the contact is in it already';
    case 'already_enrolled':
      return 'not started: it takes everybody once, and the contact was in it before';
    case 'not_matched':
      return `not started: ${whyNot(result.comparisons)}`;
    case 'paused':
      return 'not started: it was paused';
    case 'scheduled':
      return 'set a reminder';
    case 'moved':
      return 'moved the reminder';
    case 'removed':
      return 'removed the reminder';
    case 'nothing_to_remove':
      return 'no reminder was waiting that it could cancel';
    case 'missed':
      return 'no reminder: its date was past already';
    case 'failed':
      return `could not start: ${result.error.message}`;
  }
}

/** Events of before they were kept have none. */
const whyNot = (comparisons: readonly ComparisonResult[] = []): string =>
  comparisons.length === 0 ? 'the entry conditions did not hold' : comparisons.map(resultInWords).join(', ');
