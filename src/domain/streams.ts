import { hashId, knownHashId } from '../kernel/ids';

/**
 * The names of streams, `<category>-<id>`. Ids that come from outside are hashed with their account, so that no character
 * of theirs can break a name, and EventStoreDB's category projections work.
 */
export const STREAM_CATEGORIES = [
  'workflow',
  'run',
  'enrollment',
  'event',
  'reminder',
  'account',
  'contact',
  'address',
  'command',
  'quota',
  'hook',
  'call',
] as const;
/** Of the streams that are asked again and again for what came to them since. */
export const LOOKED_AT_CATEGORIES = [
  'workflow',
  'account',
  'contact',
  'address',
  'enrollment',
] as const satisfies readonly StreamCategory[];
export type StreamCategory = (typeof STREAM_CATEGORIES)[number];

export const workflowStream = (workflowId: string): string => `workflow-${workflowId}`;
export const runStream = (runId: string): string => `run-${runId}`;
export const enrollmentStream = (enrollmentId: string): string => `enrollment-${enrollmentId}`;
export const reminderStream = (reminderId: string): string => `reminder-${reminderId}`;
export const accountStream = (account: string): string => `account-${knownHashId('account', account)}`;
export const contactStream = (account: string, contactId: string): string =>
  `contact-${knownHashId('contact', account, contactId)}`;
/** @param address as `optOutAddress` writes it */
export const addressStream = (account: string, channel: string, address: string): string =>
  `address-${knownHashId('address', account, channel, address)}`;
export const inboundStream = (account: string, eventId: string): string => `event-${hashId('event', account, eventId)}`;
export const commandStream = (account: string, key: string): string => `command-${hashId('command', account, key)}`;
export const hookStream = (hookId: string): string => `hook-${hookId}`;
export const callStream = (callId: string): string => `call-${callId}`;
export const quotaStream = (account: string, ...window: readonly string[]): string =>
  `quota-${hashId('quota', account, ...window)}`;
