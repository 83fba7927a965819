import type { Fields } from '../../kernel/json-schema';
import type { Zone } from '../time/zone';
import { TEXT } from './template-field';

export const ZONE_TELLERS: readonly Zone['timezoneOf'][] = ['contact', 'workflow', 'account', 'default'];

/** What the output of a step that may wait says of the moment it waits for. */
export const FOUND: Fields<'rule' | keyof Zone> = {
  rule: TEXT,
  timezone: { ...TEXT, description: 'the zone that was used, an IANA name' },
  timezoneOf: { ...TEXT, enum: ZONE_TELLERS, description: 'whose zone it is' },
  ignoredTimezone: { ...TEXT, description: 'what the contact has for a zone and is none' },
};
