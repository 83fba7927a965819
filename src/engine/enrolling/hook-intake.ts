import { checkSize, parseContact } from '../../domain/contact/contact';
import { checkSignature } from '../../domain/effect/webhook-signature';
import type { HookCalled, HookError, HookOpened } from '../../domain/hook/events';
import { hook, hookIdOf, sharedSecretHash } from '../../domain/hook/hook';
import { mapBody } from '../../domain/hook/mapping';
import type { MappedEvent } from '../../domain/hook/mapping';
import { callStream, hookStream } from '../../domain/streams';
import type { Clock } from '../../kernel/clock';
import { partOf } from '../../kernel/command-context';
import type { CommandContext } from '../../kernel/command-context';
import { DomainError, InvalidRequest, NotFound } from '../../kernel/errors';
import { newId } from '../../kernel/ids';
import { beginningOf, excerpt } from '../../kernel/json-size';
import { latest } from '../../kernel/message';
import type { Json, Position } from '../../kernel/message';
import type { Facts } from '../deciding/current-facts';
import type { Ledger } from '../deciding/ledger';
import type { FanOut, FanOutAnswer } from './fan-out';

/** A call of a hook as it came in. */
export interface HookCall {
  header(name: string): string | undefined;
  /** The very bytes of its body. */
  readonly bytes: Uint8Array;
  /** @throws InvalidRequest when they are not JSON that is taken */
  json(): Json;
}

/** Bytes of a body that are kept, and characters and faults of what was wrong with it. */
const MAX_BODY = 2 * 1024;
const MAX_MESSAGE = 300;
const MAX_FAULTS = 10;

/** What a call came to, as far as it came. */
type Came = Pick<HookCalled, 'eventId' | 'contactId' | 'matched'>;
const NOTHING_CAME: Came = { eventId: null, contactId: null, matched: 0 };

/** Calls from outside: who calls is checked, the body is mapped to an event, and the call is kept, refused ones too. */
export class HookIntake {
  constructor(
    private readonly ledger: Ledger,
    private readonly facts: Facts,
    private readonly fanOut: FanOut,
    private readonly clock: Clock,
  ) {}

  /** @throws NotFound; DomainError `unauthorized`, `event_id_reused`; InvalidRequest with the paths of the mapping */
  async take(token: string, call: HookCall): Promise<FanOutAnswer> {
    const { opened, context } = await this.callOf(token);
    const { hookId } = opened;
    let came = NOTHING_CAME;
    await this.facts.turn(context.account);
    try {
      checkCaller(opened, call, this.clock.now());
      const mapped = mapBody(opened.mapping, call.json());
      came = { eventId: mapped.id, contactId: mapped.contact.id, matched: 0 };
      const answer = await this.handle(context, mapped);
      const called = { ...came, hookId, outcome: 'handled', matched: answer.matched, error: null } as const;
      return { ...answer, position: latest(answer.position, await this.record(context, called, call)) };
    } catch (error) {
      if (error instanceof DomainError)
        await this.record(context, { ...came, hookId, outcome: 'refused', error: told(error) }, call);
      throw error;
    }
  }

  /** A call whose body was not read: its hook shows why. @throws NotFound */
  async refuse(token: string, error: DomainError): Promise<void> {
    const { opened, context } = await this.callOf(token);
    const called = { ...NOTHING_CAME, hookId: opened.hookId, outcome: 'refused', error: told(error) } as const;
    await this.record(context, called, { bytes: Buffer.alloc(0) });
  }

  private async callOf(token: string): Promise<{ readonly opened: HookOpened; readonly context: CommandContext }> {
    const { state, account } = await this.ledger.load(hook, hookStream(hookIdOf(token)));
    if (state.status !== 'open' || account === null || hookIdOf(token) === token) throw new NotFound('hook');
    const actor = `hook:${state.opened.hookId}`;
    return { opened: state.opened, context: { account, actor, commandId: newId(), correlationId: newId() } };
  }

  private async handle(context: CommandContext, mapped: MappedEvent): Promise<FanOutAnswer> {
    const read = parseContact(mapped.contact);
    checkSize(read, mapped.data);
    const contact = await this.facts.kept(context.account, read);
    return this.fanOut.handle(context, { ...mapped, contact });
  }

  private async record(
    context: CommandContext,
    called: Omit<HookCalled, 'body'>,
    { bytes }: Pick<HookCall, 'bytes'>,
  ): Promise<Position> {
    const command = { type: 'RecordCall', called: { ...called, body: beginningOf(bytes, MAX_BODY) } } as const;
    const stream = callStream(context.commandId);
    return (await this.ledger.execute(partOf(context, 'call'), stream, hook, () => command)).position;
  }
}

/** @throws DomainError `unauthorized` */
function checkCaller({ sharedSecretHash: hash, signingSecret }: HookOpened, call: HookCall, now: number): void {
  // of two hashes nobody can tell by the time how much of the secret was right
  if (hash !== undefined && sharedSecretHash(call.header('x-hook-secret') ?? '') !== hash)
    throw new DomainError('unauthorized', 'x-hook-secret is not the secret of this hook');
  if (signingSecret === undefined) return;
  const wrong = checkSignature(signingSecret, (name) => call.header(name), call.bytes, now);
  if (wrong !== null) throw new DomainError('unauthorized', wrong);
}

const told = (error: DomainError): HookError => ({
  code: error.code,
  message: excerpt(error.message, MAX_MESSAGE),
  faults:
    error instanceof InvalidRequest
      ? error.errors.slice(0, MAX_FAULTS).map(({ path, message }) => ({
          path: excerpt(path, MAX_MESSAGE),
          message: excerpt(message, MAX_MESSAGE),
        }))
      : [],
});
