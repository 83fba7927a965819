import { heldFor, idempotency } from '../../domain/idempotency/idempotency';
import type { Answer } from '../../domain/idempotency/idempotency';
import { commandStream } from '../../domain/streams';
import type { Clock } from '../../kernel/clock';
import { hashId, uuidFrom } from '../../kernel/ids';
import { partOf } from '../../kernel/command-context';
import type { CommandContext } from '../../kernel/command-context';
import { Turns } from '../../kernel/turns';
import type { Ledger } from './ledger';

export type { Answer };

/** What a command answers, and what whoever repeats it is told instead, where the answer itself is not to be kept. */
export interface GivenAnswer extends Answer {
  readonly remembered?: Answer;
}

/**
 * A command under an Idempotency-Key: the first answer is remembered and given again. Whoever comes while the first is
 * still at it waits for that one here. In another process the same request runs as the same command, since its id is made
 * of the key and the request, and finds what is done already; another request is refused before it changes anything.
 */
export class IdempotentCommands {
  private readonly turns = new Turns();

  constructor(
    private readonly ledger: Ledger,
    private readonly clock: Clock,
  ) {}

  /**
   * @param request everything that makes it the same request: method, route and body
   * @param run only answers that will stay true may be returned; what is thrown is not remembered
   * @throws DomainError `idempotency_key_reused`
   */
  once(
    context: CommandContext,
    key: string,
    request: readonly string[],
    run: (context: CommandContext) => Promise<GivenAnswer>,
  ): Promise<Answer> {
    const stream = commandStream(context.account, key);
    return this.turns.take(stream, () => this.answerOrRun(context, stream, hashId(...request), run));
  }

  private async answerOrRun(
    context: CommandContext,
    stream: string,
    requestHash: string,
    run: (context: CommandContext) => Promise<GivenAnswer>,
  ): Promise<Answer> {
    const { state, revision } = await this.ledger.load(idempotency, stream);
    const held = heldFor(state, requestHash, this.clock.now());
    if (held?.status === 'answered') return held.answer;
    const commandId = held?.commandId ?? uuidFrom('command', stream, requestHash, String(revision));
    const asking = () => ({ commandId, requestHash, now: this.clock.now() });
    const reserve = async (): Promise<void> => {
      const cause = { ...context, commandId };
      await this.ledger.execute(cause, stream, idempotency, () => ({ type: 'Reserve' as const, ...asking() }));
    };
    let reserved: Promise<void> | undefined;
    const given = await run({ ...context, commandId, reserve: () => (reserved ??= reserve()) });
    const { remembered, ...answer } = given;
    const cause = partOf({ ...context, commandId }, 'answer');
    const kept = await this.ledger.execute(cause, stream, idempotency, () => ({
      type: 'Answer' as const,
      answer: remembered ?? answer,
      ...asking(),
    }));
    return kept.events.length > 0 || kept.state.status !== 'answered' ? answer : kept.state.answer;
  }
}
