import type { DomainEvent } from '../src/domain/events';
import { isFieldPath } from '../src/domain/rules/field-path';
import { hashId } from '../src/kernel/ids';
import type { JsonObject } from '../src/kernel/message';
import type { Projection } from '../src/kernel/projection';
import { concerning, NO_KEYS } from './event-filter';

/** A type of inbound events that an account received. */
export interface EventType {
  readonly account: string;
  readonly type: string;
  /** When one was last received, ISO 8601. */
  readonly lastAt: string;
  readonly count: number;
  /** The paths of the fields that events of it had, `contact.` and `data.`; those of the latest first. No values. */
  readonly fields: readonly string[];
  readonly order: string;
}

/** Of a type, and characters of each. */
const MAX_FIELDS = 200;
const MAX_PATH = 100;
/** Names of a path below its root. */
const MAX_DEPTH = 6;
/** Names of one event that are looked at. */
const MAX_LOOKED_AT = 1_000;

const concerns = concerning('EventReceived');

export const eventTypes: Projection<EventType, DomainEvent> = {
  name: 'event-types',
  version: 1,
  types: concerns.types,
  indexes: { recent: ['account', 'order'] },

  keys: (event) => (concerns(event) ? [hashId('event-type', event.metadata.account, event.data.eventType)] : NO_KEYS),

  fold(before, event) {
    if (!concerns(event)) return before;
    const { eventType: type, contact, data } = event.data;
    const { account, at } = event.metadata;
    const had = fieldsOf(contact, data);
    return {
      account,
      type,
      lastAt: at,
      count: (before?.count ?? 0) + 1,
      fields: [...new Set([...had, ...(before?.fields ?? [])])].slice(0, MAX_FIELDS),
      order: `${at}|${event.position}`,
    };
  },
};

/** What is no object has a path, a list as a whole; names that no path can have are left out. Nearest to the root first. */
function fieldsOf(contact: object, data: JsonObject): readonly string[] {
  const fields: string[] = [];
  let level: (readonly [path: string, value: object])[] = [
    ['contact', contact],
    ['data', data],
  ];
  let left = MAX_LOOKED_AT;
  for (let depth = 1; depth <= MAX_DEPTH && level.length > 0; depth++) {
    const next: typeof level = [];
    for (const [parent, value] of level)
      for (const name in value) {
        if (left-- <= 0 || fields.length >= MAX_FIELDS) return fields;
        const path = `${parent}.${name}`;
        if (name.includes('.') || path.length > MAX_PATH || !isFieldPath(path)) continue;
        const inner: unknown = value[name as keyof typeof value];
        if (typeof inner === 'object' && inner !== null && !Array.isArray(inner)) next.push([path, inner]);
        else fields.push(path);
      }
    level = next;
  }
  return fields;
}
