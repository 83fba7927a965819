import { buildConnector } from 'undici';
import type { EffectOutcome, EffectRequest } from '../../domain/effect/effect';
import { isReservedHeader } from '../../domain/effect/webhook-headers';
import { signatureHeaders } from '../../domain/effect/webhook-signature';
import { checkWebhookUrl, isAllowedPrivate } from '../../domain/effect/webhook-target';
import type { Clock } from '../../kernel/clock';
import { inTime, orAborted } from '../../kernel/in-time';
import type { EffectChannel, Sending } from '../../ports/effect-channel';
import { exchange } from './exchange';
import type { Dialling, Outgoing } from './exchange';
import type { Names } from '../names/names';
import { answered, blocked, unanswered } from './outcomes';
import { dialledAddresses } from './dialled-addresses';

type Webhook = Extract<EffectRequest, { readonly channel: 'webhook' }>;

/** How it reaches out; the machine's own way unless a test watches it. */
export type Reach = Omit<Dialling, 'addresses'>;

/** Connections: a target that is slow holds up its own account before it does others. */
const AT_ONCE = { all: 256, ofAccount: 64 };
/** Longest wait for a connection, and for the next part of an answer, in milliseconds. */
const MAX_STAGE_MS = 5_000;

const reachWithin = (timeoutMs: number): Reach => {
  const stageMs = Math.min(MAX_STAGE_MS, timeoutMs);
  return { connectMs: stageMs, idleMs: stageMs, makeConnector: buildConnector };
};

/** Calls the targets of webhooks. Whether one honours the key that it is given nobody knows. */
export class WebhookChannel implements EffectChannel {
  readonly honoursKeys = false;
  readonly atOnce = AT_ONCE;

  /**
   * @param timeoutMs from the look-up to the last byte of the answer that is read
   * @param allowPrivate `host:port` that may be reached though they are private, http too
   */
  constructor(
    readonly timeoutMs: number,
    private readonly allowPrivate: readonly string[],
    private readonly names: Names,
    private readonly clock: Clock,
    private readonly reach: Reach = reachWithin(timeoutMs),
  ) {}

  async send(request: EffectRequest, sending: Sending): Promise<EffectOutcome> {
    if (request.channel !== 'webhook') throw new Error(`this is no way out for ${request.channel}`);
    const wrong = checkWebhookUrl(request.url, this.allowPrivate);
    if (wrong !== null) return blocked(`the target ${wrong}`);
    const call = outgoing(request, sending, this.clock.now());
    return inTime(this.clock, this.timeoutMs, (timeUp) => this.call(call, timeUp));
  }

  private async call(outgoing: Outgoing, timeUp: AbortSignal): Promise<EffectOutcome> {
    const { url } = outgoing;
    try {
      const isPrivate = isAllowedPrivate(url, this.allowPrivate);
      const addresses = await orAborted(dialledAddresses(url.hostname, isPrivate, this.names, timeUp), timeUp);
      return answered(url, await exchange(outgoing, { ...this.reach, addresses }, timeUp));
    } catch (error) {
      return unanswered(url, error, timeUp.aborted ? this.timeoutMs : null);
    }
  }
}

function outgoing({ url, method, headers, ...request }: Webhook, sending: Sending, now: number): Outgoing {
  const { idempotencyKey, secrets } = sending;
  const body = Buffer.from(JSON.stringify(request.body));
  const own = Object.entries(headers).filter(([name]) => !isReservedHeader(name));
  return {
    url: new URL(url),
    method,
    headers: {
      ...STANDARD_HEADERS,
      ...Object.fromEntries(own.map(([name, value]) => [name.toLowerCase(), inUtf8(value)])),
      'idempotency-key': idempotencyKey,
      ...(secrets.length === 0 ? {} : signatureHeaders(secrets, { id: idempotencyKey, at: now, body })),
    },
    body,
  };
}

/** A packed answer could not be shown. */
const STANDARD_HEADERS = {
  'content-type': 'application/json',
  'accept-encoding': 'identity',
  'user-agent': 'Runledger',
};

/** A header is bytes; what is not ASCII goes as UTF-8. */
const inUtf8 = (value: string): string => Buffer.from(value).toString('latin1');
