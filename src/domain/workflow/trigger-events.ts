import type { Definition } from './definition';

/** The types of inbound events that a workflow may start by, or whose reminders they remove. */
export function triggerEvents({ trigger }: Definition): readonly string[] {
  switch (trigger.type) {
    case 'manual':
      return [];
    case 'event':
      return [trigger.event];
    case 'reminder':
      return trigger.cancelEvent === undefined ? [trigger.event] : [trigger.event, trigger.cancelEvent];
  }
}
