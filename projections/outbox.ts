import type { DomainEvent } from '../src/domain/events';
import type { EffectChannelName, EffectRequest } from '../src/domain/effect/effect';
import type { Projection } from '../src/kernel/projection';
import { concerning, NO_KEYS } from './event-filter';
import type { RecordedOf } from './event-filter';

/**
 * An effect that went to the outbox, because no provider was configured; key: `<runId>/<stepId>`. It is kept from its
 * intent on, but has no order, and so is in no list, until its outcome says that it went there.
 */
export interface OutboxEffect {
  readonly account: string;
  readonly effectId: string;
  readonly runId: string;
  readonly stepId: string;
  readonly channel: EffectChannelName;
  /** A webhook's is its URL. */
  readonly to: string;
  readonly subject: string | null;
  /** A webhook's is its JSON text. */
  readonly body: string;
  readonly idempotencyKey: string;
  /** ISO 8601. */
  readonly at: string;
  readonly order: string | null;
}

const concerns = concerning('StepStarted', 'StepCompleted', 'StepFailed', 'StepSkipped');

export const outbox: Projection<OutboxEffect, DomainEvent> = {
  name: 'outbox',
  version: 1,
  types: concerns.types,
  indexes: { byAccount: ['account', 'order'], byRun: ['account', 'runId', 'order'] },

  keys(event) {
    if (!concerns(event)) return NO_KEYS;
    switch (event.data.stepType) {
      case 'sms':
      case 'email':
      case 'webhook':
        return [`${event.data.runId}/${event.data.stepId}`];
      case 'delay':
      case 'business_hours':
      case 'condition':
      case 'exit':
        return NO_KEYS;
    }
  },

  fold(effect, event) {
    if (!concerns(event)) return effect;
    switch (event.type) {
      case 'StepStarted':
        return intended(event);
      case 'StepCompleted': {
        if (effect === null || event.data.output['via'] !== 'outbox') return null;
        const { at } = event.metadata;
        return { ...effect, at, order: `${at}|${event.position}` };
      }
      case 'StepFailed':
      case 'StepSkipped':
        return null;
    }
  },
};

function intended({ data, metadata }: RecordedOf<'StepStarted'>): OutboxEffect {
  return {
    account: metadata.account,
    effectId: data.idempotencyKey,
    runId: data.runId,
    stepId: data.stepId,
    ...messageOf(data.request),
    idempotencyKey: data.idempotencyKey,
    at: metadata.at,
    order: null,
  };
}

function messageOf(request: EffectRequest): Pick<OutboxEffect, 'channel' | 'to' | 'subject' | 'body'> {
  const { channel } = request;
  switch (channel) {
    case 'sms':
      return { channel, to: request.to, subject: null, body: request.body };
    case 'email':
      return { channel, to: request.to, subject: request.subject, body: request.body };
    case 'webhook':
      return { channel, to: request.url, subject: null, body: JSON.stringify(request.body) };
  }
}
