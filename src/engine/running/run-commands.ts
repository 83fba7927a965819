import type { RunEvent } from '../../domain/run/events';
import { runDecider } from '../../domain/run/run';
import type { RunCommand } from '../../domain/run/run';
import type { RunState } from '../../domain/run/run-state';
import type { World } from '../../domain/run/world';
import type { RunBeginning } from '../../domain/run/events';
import { runStream } from '../../domain/streams';
import type { CommandContext } from '../../kernel/command-context';
import { NotFound } from '../../kernel/errors';
import { merged } from '../../kernel/merged';
import type { Facts } from '../deciding/current-facts';
import type { Decided, Ledger, Loaded } from '../deciding/ledger';
import type { Crowd } from '../sending/crowd';
import type { WaitNews } from './wait-news';

/** A command on a run, by the state it is decided on and what is known of the world then. */
export type CommandFor = (state: RunState, world: () => Promise<World>) => RunCommand | Promise<RunCommand>;

/** Decides commands on runs, and tells of the waits that they come to. */
export class RunCommands {
  constructor(
    private readonly ledger: Ledger,
    private readonly facts: Facts,
    private readonly crowd: Crowd,
    private readonly waits: WaitNews,
  ) {}

  async execute(
    context: CommandContext,
    runId: string,
    commandFor: CommandFor,
    from?: Loaded<RunState>,
  ): Promise<Decided<RunState, RunEvent>> {
    const { account } = context;
    const command = (state: RunState): RunCommand | Promise<RunCommand> =>
      commandFor(state, () => {
        if (state.status === 'not_started') throw new NotFound('run');
        return this.world(account, state.started);
      });
    const decided = await this.ledger.execute(context, runStream(runId), runDecider, command, from);
    if (decided.events.length > 0) this.waits.tell(account, decided);
    return decided;
  }

  /** For one decision on a run that began so. */
  async world(account: string, started: RunBeginning): Promise<World> {
    const world = await this.facts.world(account, started);
    const held = this.crowd.held(account);
    return held.length === 0 ? world : merged(world, { held });
  }
}
