import { runDecider } from '../../domain/run/run';
import type { Settling } from '../../domain/run/settle';
import { runStream } from '../../domain/streams';
import type { CommandContext } from '../../kernel/command-context';
import { inItsChain } from '../../kernel/command-context';
import { NotFound } from '../../kernel/errors';
import type { Position } from '../../kernel/message';
import type { Facts } from '../deciding/current-facts';
import type { Ledger } from '../deciding/ledger';

/** What somebody knows of effects whose outcome is unknown: late facts of their runs. */
export class Settlements {
  constructor(
    private readonly ledger: Ledger,
    private readonly facts: Facts,
  ) {}

  /** @throws NotFound; DomainError `outcome_not_unknown`, `already_settled` */
  async settle(context: CommandContext, runId: string, known: Omit<Settling, 'by'>): Promise<Position> {
    const { account, actor: by } = context;
    const decided = await this.ledger.execute(inItsChain(context), runStream(runId), runDecider, async (state) => {
      if (state.status === 'not_started') throw new NotFound('run');
      return { type: 'SettleOutcome' as const, ...known, by, world: await this.facts.world(account, state.started) };
    });
    return decided.position;
  }
}
