import { Readable } from 'node:stream';
import { Agent, request } from 'undici';
import type { SmsProvider } from '../../config/sms';
import type { EffectOutcome, EffectRequest } from '../../domain/effect/effect';
import { excerpt } from '../../kernel/json-size';
import type { Clock } from '../../kernel/clock';
import { inTime, orAborted } from '../../kernel/in-time';
import { OutcomeUnknown } from '../../ports/effect-channel';
import type { EffectChannel, Sending } from '../../ports/effect-channel';
import { lookupBy } from '../names/lookups';
import { systemNames } from '../names/names';
import { deliveryStatus, refusedOutcome } from './provider-codes';

/** From looking the provider up to the last byte of its answer, in milliseconds. */
const TIMEOUT_MS = 10_000;
/** Connections. */
const AT_ONCE = { all: 64, ofAccount: 32 };
/** Bytes of an answer; one is of some hundred. */
const MAX_ANSWER = 64 * 1024;
/** Characters of the provider's words that are kept. */
const MAX_WORDS = 200;
/** An idle connection is let go before the provider may do so. */
const IDLE_MS = 2_000;

/** A sender that is a group of them, of which the provider picks one. */
const MESSAGING_SERVICE = /^MG[0-9a-f]{32}$/;

export interface SmsSettings {
  readonly provider: SmsProvider;
  /** Whom SMS come from where the account says nothing; null: nobody. */
  readonly from: string | null;
  /** Where the provider tells how far a message came; null: nowhere. */
  readonly publicUrl: string | null;
}

type SmsRequest = Extract<EffectRequest, { channel: 'sms' }>;
type Answer = Readonly<Record<string, unknown>>;

/**
 * SMS over the REST interface that Twilio made usual: a message is one form, answered with its id. It takes no idempotency
 * keys: what it may have is never sent again. https://www.twilio.com/docs/messaging/api/message-resource
 */
export class SmsChannel implements EffectChannel {
  readonly honoursKeys = false;
  readonly timeoutMs = TIMEOUT_MS;
  readonly atOnce = AT_ONCE;
  private readonly agent = new Agent({
    connect: { timeout: TIMEOUT_MS, lookup: lookupBy(systemNames) },
    keepAliveTimeout: IDLE_MS,
    keepAliveMaxTimeout: IDLE_MS,
    maxResponseSize: MAX_ANSWER,
  });
  private readonly endpoint: string;
  private readonly host: string;
  private readonly authorization: string;

  constructor(
    private readonly settings: SmsSettings,
    private readonly clock: Clock,
  ) {
    const { base, account, token } = settings.provider;
    this.host = new URL(base).host;
    this.endpoint = `${base}/2010-04-01/Accounts/${encodeURIComponent(account)}`;
    this.authorization = `Basic ${Buffer.from(`${account}:${token}`).toString('base64')}`;
  }

  async send(effect: EffectRequest, sending: Sending): Promise<EffectOutcome> {
    if (effect.channel !== 'sms') throw new Error(`an ${effect.channel} is no SMS`);
    const from = sending.from ?? this.settings.from;
    if (from === null)
      return failed('not sent: there is nobody for it to come from, neither smsFrom of the account nor SMS_FROM');
    const form = new WatchedForm(this.formOf(effect, from, sending));
    try {
      const { status, text } = await this.inTime((signal) => this.post(form, signal));
      return this.outcomeOf(status, text);
    } catch (error) {
      if (error instanceof OutcomeUnknown) throw error;
      const trouble = troubleIn(error);
      if (form.begun) throw new OutcomeUnknown('may have been sent: no answer from the SMS provider', trouble);
      return failed(`not sent, for the SMS provider: ${trouble}`, trouble);
    }
  }

  async check(): Promise<string | null> {
    try {
      const status = await this.inTime(async (signal) => {
        const headers = { authorization: this.authorization };
        const { statusCode, body } = await request(`${this.endpoint}.json`, {
          dispatcher: this.agent,
          headers,
          signal,
        });
        await body.dump();
        return statusCode;
      });
      return troubleOfAnswer(status);
    } catch (error) {
      return troubleIn(error);
    }
  }

  close(): void {
    void this.agent.destroy();
  }

  /** undici ends what waits for a connection only with that. */
  private inTime<T>(work: (timeUp: AbortSignal) => Promise<T>): Promise<T> {
    return inTime(this.clock, TIMEOUT_MS, (timeUp) => orAborted(work(timeUp), timeUp));
  }

  private formOf({ to, body }: SmsRequest, from: string, { runId, stepId }: Sending): URLSearchParams {
    const { publicUrl } = this.settings;
    return new URLSearchParams({
      To: to,
      [MESSAGING_SERVICE.test(from) ? 'MessagingServiceSid' : 'From']: from,
      Body: body,
      SmartEncoded: 'false', // what the ledger shows is what leaves
      ...(publicUrl !== null && { StatusCallback: statusCallback(publicUrl, runId, stepId) }),
    });
  }

  private async post(form: WatchedForm, signal: AbortSignal): Promise<{ status: number; text: string }> {
    const { statusCode, body } = await request(`${this.endpoint}/Messages.json`, {
      dispatcher: this.agent,
      method: 'POST',
      headers: {
        authorization: this.authorization,
        'content-type': 'application/x-www-form-urlencoded',
        'content-length': String(form.bytes.length),
        accept: 'application/json',
      },
      body: form,
      signal,
    });
    return { status: statusCode, text: await body.text() };
  }

  private outcomeOf(httpStatus: number, text: string): EffectOutcome {
    const answer = answerIn(text);
    if (httpStatus >= 200 && httpStatus < 300) return this.taken(httpStatus, answer);
    const code = typeof answer['code'] === 'number' ? answer['code'] : null;
    const trouble = troubleOfAnswer(httpStatus);
    // a gateway's: what became of the message behind it, it does not say
    if (httpStatus >= 500 && code === null)
      throw new OutcomeUnknown(`may have been sent: the SMS provider answered ${httpStatus}`, trouble);
    const words = typeof answer['message'] === 'string' ? this.wordsOf(answer['message']) : 'without a reason';
    const outcome = refusedOutcome({ httpStatus, code, words });
    return outcome.status === 'failed' && trouble !== null ? { ...outcome, trouble } : outcome;
  }

  private taken(httpStatus: number, { sid, status }: Answer): EffectOutcome {
    if (typeof sid !== 'string')
      throw new OutcomeUnknown(`may have been sent: the SMS provider answered ${httpStatus} without an id`, null);
    const word = this.wordsOf(typeof status === 'string' ? status : 'accepted');
    const providerId = this.wordsOf(sid);
    const delivery = deliveryStatus(word);
    const response = `handed to ${this.host}, which answered ${httpStatus} ${word} as ${providerId}`;
    const output = { via: 'sms', providerId, response };
    return { status: 'completed', output, ...(delivery !== null && { delivery }) };
  }

  /** In one line; should it repeat the token, or what it is sent in, that is left out. */
  private wordsOf(text: string): string {
    const { token } = this.settings.provider;
    const line = text.replace(/[\p{C}\s]+/gu, ' ').trim();
    const secrets = [this.authorization.slice('Basic '.length), token, encodeURIComponent(token)];
    return excerpt(
      secrets.reduce((words, secret) => words.replaceAll(secret, '***'), line),
      MAX_WORDS,
    );
  }
}

/** Where the provider tells how far the message of a step came. */
const statusCallback = (publicUrl: string, runId: string, stepId: string): string =>
  `${publicUrl}/api/automations/providers/sms/status?${new URLSearchParams({ run: runId, step: stepId }).toString()}`;

/** A form that knows whether any of it was asked for: it is not before there is a connection to write it to. */
class WatchedForm extends Readable {
  readonly bytes: Buffer;
  begun = false;

  constructor(form: URLSearchParams) {
    super({ highWaterMark: 0 });
    this.bytes = Buffer.from(form.toString());
  }

  override _read(): void {
    this.begun = true;
    this.push(this.bytes);
    this.push(null);
  }
}

const failed = (message: string, trouble: string | null = null): EffectOutcome => ({
  status: 'failed',
  error: { code: 'provider_error', message },
  output: {},
  ...(trouble === null ? {} : { trouble }),
});

/** What an answer says of the provider as a whole; null: that it works. */
function troubleOfAnswer(httpStatus: number): string | null {
  if (httpStatus === 401 || httpStatus === 403) return 'it does not take the credentials';
  return httpStatus >= 500 ? `it answers ${httpStatus}` : null;
}

/** Of no answer; a code, since words may hold addresses. */
function troubleIn(error: unknown): string {
  if (error instanceof Error && error.name === 'AbortError') return 'no answer in time';
  const cause = error instanceof AggregateError ? (error.errors[0] as unknown) : error;
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  return typeof code === 'string' ? `no connection (${code})` : 'no connection';
}

function answerIn(text: string): Answer {
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === 'object' && parsed !== null ? (parsed as Answer) : {};
  } catch {
    return {}; // not the provider's own
  }
}
