/** What a template may name of the service itself: these fields and no others, where a contact and data have any. */
export const SERVICE_FIELDS = {
  account: ['id', 'timezone'],
  run: ['id', 'workflowId', 'workflowName', 'startedAt', 'unsubscribeUrl'],
} as const;

export type AccountFields = Readonly<Record<(typeof SERVICE_FIELDS.account)[number], string>>;
type RunField = (typeof SERVICE_FIELDS.run)[number];
/** Without the link where there is none: only emails have one, and only below a PUBLIC_URL. */
export type RunFields = Readonly<Record<Exclude<RunField, 'unsubscribeUrl'>, string>> & {
  readonly unsubscribeUrl?: string;
};
