/** What an account's webhooks are signed with. */
export interface WebhookSecret {
  readonly secret: string;
  /** The one before, which signs along for a while. */
  readonly previous: { readonly secret: string; readonly until: string } | null;
}

/** How long a secret signs along after the next one has come, in milliseconds: 24 hours. */
export const SIGNS_ALONG_MS = 24 * 60 * 60 * 1000;

/** Those that sign at a time, the newest first; none before the first one was made. */
export function signingSecrets(of: WebhookSecret | null, now: number): readonly string[] {
  if (of === null) return [];
  const { secret, previous } = of;
  return previous === null || Date.parse(previous.until) <= now ? [secret] : [secret, previous.secret];
}
