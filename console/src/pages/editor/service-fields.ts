/** What texts may name of the service itself, beside fields of the contact and of events. */
export const SERVICE_FIELDS = [
  'account.id',
  'account.timezone',
  'run.id',
  'run.workflowId',
  'run.workflowName',
  'run.startedAt',
] as const;

/** And in an email alone. */
export const UNSUBSCRIBE_URL = 'run.unsubscribeUrl';
