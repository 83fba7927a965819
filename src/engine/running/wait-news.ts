import type { RunState } from '../../domain/run/run-state';
import type { Loaded } from '../deciding/ledger';

/** A run that came to a wait. */
export type HearsWait = (account: string, run: Loaded<RunState>) => void;

/** Tells of the waits that runs come to in this process, as soon as they are recorded: no read model is asked for them. */
export class WaitNews {
  private hears: HearsWait = () => undefined;

  /** One hears of them. */
  listen(hears: HearsWait): void {
    this.hears = hears;
  }

  tell(account: string, run: Loaded<RunState>): void {
    if (run.state.status === 'waiting') this.hears(account, run);
  }
}
