import type { JsonObject } from '../../kernel/message';
import type { Facts } from './facts';

/** What is wrong, in words, and what to do about it. Codes stay for ever. */
export interface Finding {
  readonly code: FindingCode;
  readonly problem: string;
  readonly remedy: string;
  /** The same for programs. */
  readonly details: JsonObject;
}

export const FINDING_CODES = [
  'node_version',
  'store_silent',
  'projection_stopped',
  'projection_stalled',
  'projection_folding',
  'projection_paused',
  'other_log',
  'timers_overdue',
  'clock_off',
  'channel_fails',
  'sender_missing',
  'public_url_missing',
  'disk_nearly_full',
  'no_backup',
] as const;
export type FindingCode = (typeof FINDING_CODES)[number];

export type Diagnosis = (facts: Facts) => readonly Finding[];
