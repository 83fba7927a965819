/** Why a reminder began no run, or is held. */
const REASONS: Readonly<Record<string, string>> = {
  already_active: 'the contact was in the automation already',
  already_enrolled: 'the automation takes everybody once, and the contact was in it before',
  not_matched: 'the entry conditions did not hold',
  trigger_changed: 'the automation begins by something else now',
  workflow_not_active: 'the automation was not active',
  workflow_archived: 'the automation was archived',
  workflow_paused: 'held while the automation is paused',
  date_passed: 'its date was past already',
  date_unreadable: 'a newer event has no date that can be read',
  engine_error: 'it could not be begun: tell whoever runs this service',
};

export const reasonInWords = (reason: string): string => REASONS[reason] ?? reason.replaceAll('_', ' ');
