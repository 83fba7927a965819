import { EFFECT_CHANNELS, MESSAGE_CHANNELS } from '../../domain/effect/effect';
import type { MessageChannel } from '../../domain/effect/effect';
import type { OutboxPage } from '../../queries/list-outbox';
import { STARTED, pageFields } from '../openapi/parts';
import type { Page } from '../openapi/parts';
import { RUN_ID } from '../openapi/run';
import { listOf, name, object, orNull, text, time, words } from '../openapi/schema';

const outboxItem = name(
  'OutboxItem',
  object<OutboxPage['items'][number]>({
    effectId: text,
    runId: text,
    stepId: text,
    channel: words(...EFFECT_CHANNELS),
    to: { ...text, description: "a webhook's is its URL" },
    subject: orNull(text),
    body: { ...text, description: "a webhook's is its JSON text" },
    idempotencyKey: text,
    at: time,
  }),
);

export interface OutboxAnswer extends Page {
  readonly channels: readonly MessageChannel[];
}

export const outboxPage = name(
  'OutboxPage',
  object<OutboxAnswer>({
    ...pageFields(outboxItem),
    channels: {
      ...listOf(words(...MESSAGE_CHANNELS)),
      description: 'those without a provider: all of their messages go here',
    },
  }),
);

export const EFFECT_EXAMPLE = {
  effectId: '5d879d2385852641c97057aedb3deff3',
  runId: RUN_ID,
  stepId: 'hello',
  channel: 'sms',
  to: '+34600000000',
  subject: null,
  body: 'Hi Ana, welcome!',
  idempotencyKey: '5d879d2385852641c97057aedb3deff3',
  at: STARTED,
};
