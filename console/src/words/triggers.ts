import type { components } from '../api/schema';
import { durationInWords } from './durations';
import { fieldInWords } from './rules';

type Trigger = components['schemas']['Trigger'];
type Reentry = components['schemas']['StoredDefinition']['settings']['reentry'];

/** What lets a contact in, as an end of "Begins …". */
export function triggerInWords(trigger: Trigger): string {
  switch (trigger.type) {
    case 'manual':
      return 'when somebody enrolls a contact by hand';
    case 'event':
      return `when the event “${trigger.event}” comes`;
    case 'reminder': {
      const { offset, dateField, event, cancelEvent } = trigger;
      const when = `${durationInWords(offset)} ${offset.startsWith('-') ? 'before' : 'after'} ${fieldInWords(dateField)}`;
      const unless = cancelEvent === undefined ? '' : `, unless “${cancelEvent}” comes before`;
      return `${when}, once the event “${event}” came${unless}`;
    }
  }
}

export const REENTRY_WORDS: Readonly<Record<Reentry, string>> = {
  when_not_active: 'A contact may be in it again once its run has ended.',
  always: 'A contact may be in it several times at once.',
  once: 'A contact is in it once, and never again.',
};
