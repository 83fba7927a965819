import { outboxChannel } from '../adapters/outbox/outbox-channel';
import type { Channels } from '../ports/effect-channel';

/** The way out of each effect: its provider, or the outbox where none is configured. */
export const openChannels = (): Channels => ({ sms: outboxChannel, email: outboxChannel, webhook: outboxChannel });
