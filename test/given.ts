import type { Decider } from '../src/kernel/decider';
import { fold } from '../src/kernel/decider';
import { DomainError } from '../src/kernel/errors';
import type { Event } from '../src/kernel/message';

/** given(decider, past).when(command).then(events), or .refuses(code). */
export function given<State, Command, E extends Event>(decider: Decider<State, Command, E>, past: readonly E[]) {
  const state = fold(decider, decider.initialState, past);
  return {
    when(command: Command) {
      const decide = (): readonly E[] => decider.decide(command, state);
      return {
        then(expected: readonly E[]): void {
          expect(decide()).toEqual(expected);
        },
        refuses(code: string, details: object = {}): void {
          let refusal: unknown;
          try {
            decide();
          } catch (error) {
            refusal = error;
          }
          expect(refusal).toBeInstanceOf(DomainError);
          expect(refusal).toMatchObject({ code, details });
        },
      };
    },
  };
}
