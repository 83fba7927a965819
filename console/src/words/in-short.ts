import type { components } from '../api/schema';
import { meaningOf, SKIPPED } from './codes';

type RunWithTimeline = components['schemas']['RunWithTimeline'];
type TimelineItem = components['schemas']['TimelineItem'];

/** A message that was meant for somebody, and the run that it belongs to. */
export interface Message {
  readonly run: RunWithTimeline;
  readonly item: Extract<TimelineItem, { type: 'sms' | 'email' }>;
  readonly at: string;
}

const CHANNELS = { sms: 'SMS', email: 'email' } as const;

/** The newest first: what was left out is among them, what was not reached is not. */
export function messagesOf(runs: readonly RunWithTimeline[]): readonly Message[] {
  const found = runs.flatMap((run) =>
    run.timeline.flatMap((item) => {
      const at = item.finishedAt ?? item.startedAt;
      return (item.type === 'sms' || item.type === 'email') && at !== null ? [{ run, item, at }] : [];
    }),
  );
  return found.sort((a, b) => (a.at < b.at ? 1 : -1));
}

/** "an SMS of Appointment reminder". */
export const messageName = ({ run, item }: Message): string => `an ${CHANNELS[item.type]} of “${run.workflowName}”`;

/** How far a message came, as far as anybody told. An email is never more than handed over. */
export function reachOf({ item }: Pick<Message, 'item'>): string {
  if (item.settled !== null)
    return item.settled.outcome === 'sent' ? 'sent, as somebody recorded' : 'not sent, as somebody recorded';
  if (item.error !== null) return `failed: ${meaningOf(item.error.code).title.toLowerCase()}`;
  if (item.skippedReason !== null) return `left out: ${SKIPPED[item.skippedReason] ?? item.skippedReason}`;
  if (item.status !== 'completed') return 'on its way';
  if (item.delivery !== null) return DELIVERIES[item.delivery.status];
  if (item.output?.via === 'outbox') return 'put into the outbox: no provider is configured';
  return item.type === 'email' ? 'handed to the mail server' : 'handed to the provider';
}

const DELIVERIES = {
  queued: 'handed to the provider',
  sent: 'sent by the provider',
  delivered: 'delivered',
  undelivered: 'not delivered',
} as const satisfies Record<string, string>;
