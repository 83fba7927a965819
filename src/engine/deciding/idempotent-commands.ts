import { idempotency } from '../../domain/idempotency/idempotency';
import type { IdempotencyCommand } from '../../domain/idempotency/idempotency';
import { commandStream } from '../../domain/streams';
import type { Clock } from '../../kernel/clock';
import { hashId } from '../../kernel/ids';
import type { Json } from '../../kernel/message';
import type { CommandContext } from '../../kernel/command-context';
import type { Ledger } from './ledger';

export interface Answer {
  readonly status: number;
  readonly body: Json;
}

/**
 * A command under an Idempotency-Key: the first answer is remembered and given again. Whoever comes while the first is
 * still at it waits for that one here, or, in another process, runs the same command under the same id, which finds what
 * is done already.
 */
export class IdempotentCommands {
  private readonly running = new Map<string, Promise<Answer>>();

  constructor(
    private readonly ledger: Ledger,
    private readonly clock: Clock,
  ) {}

  /**
   * @param request everything that makes it the same request: method, path and body
   * @param run only answers that will stay true may be returned; what is thrown is not remembered
   * @throws DomainError `idempotency_key_reused`
   */
  async once(
    context: CommandContext,
    key: string,
    request: readonly string[],
    run: (context: CommandContext) => Promise<Answer>,
  ): Promise<Answer> {
    const stream = commandStream(context.account, key);
    const requestHash = hashId(...request);
    const ahead = this.running.get(stream);
    if (ahead !== undefined) await ahead.catch(() => undefined);
    const mine = this.reserveAndRun(context, stream, requestHash, run).finally(() => {
      if (this.running.get(stream) === mine) this.running.delete(stream);
    });
    this.running.set(stream, mine);
    return mine;
  }

  private async reserveAndRun(
    context: CommandContext,
    stream: string,
    requestHash: string,
    run: (context: CommandContext) => Promise<Answer>,
  ): Promise<Answer> {
    const { commandId } = context;
    const { state } = await this.ledger.execute(context, stream, idempotency, (): IdempotencyCommand => ({
      type: 'Reserve',
      commandId,
      requestHash,
      now: this.clock.now(),
    }));
    if (state.status === 'answered') return state.answer;
    const reservedAs = state.status === 'reserved' ? state.commandId : commandId;
    const answer = await run({ ...context, commandId: reservedAs });
    const cause = { ...context, commandId: `${reservedAs}/answer` };
    await this.ledger.execute(cause, stream, idempotency, () => ({
      type: 'Answer' as const,
      commandId: reservedAs,
      answer,
    }));
    return answer;
  }
}
