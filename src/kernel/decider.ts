import type { Event } from './message';

/**
 * An aggregate as three pure values. `decide` refuses by throwing a DomainError and answers with no events when there is
 * nothing to do; `evolve` never fails, whatever the event. Time, ids and everything known of the world come in with the
 * command.
 */
export interface Decider<State, Command, E extends Event> {
  readonly initialState: State;
  decide(command: Command, state: State): readonly E[];
  /** The moment that came in with a command, in milliseconds since the epoch: its events are recorded as of then. */
  momentOf?(command: Command): number | null;
  evolve(state: State, event: E): State;
}

export const fold = <State, E extends Event>(
  decider: { evolve(state: State, event: E): State },
  state: State,
  events: readonly E[],
): State => events.reduce((current, event) => decider.evolve(current, event), state);
