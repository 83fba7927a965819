import type { NewEvent } from '../../src/kernel/message';
import type { EventStore } from '../../src/ports/event-store';

/** The log of a process that dies: from the append on that ends it, none of its calls is answered. */
export interface Mortal {
  readonly events: EventStore;
  /** Resolves when it is dead. */
  readonly dead: Promise<void>;
}

/** @param endsIt by what was just appended */
export function mortal(store: EventStore, endsIt: (events: readonly NewEvent[]) => boolean): Mortal {
  let isDead = false as boolean;
  let die: () => void = () => undefined;
  const dead = new Promise<void>((resolve) => {
    die = resolve;
  });
  const never = new Promise<never>(() => undefined);
  const events = new Proxy(store, {
    get: (target, name) => {
      const method: unknown = Reflect.get(target, name);
      if (typeof method !== 'function') return method;
      return async (...args: readonly unknown[]): Promise<unknown> => {
        if (isDead) return never;
        const answer: unknown = await Reflect.apply(method, target, args);
        if (name === 'append' && endsIt(args[2] as readonly NewEvent[])) {
          isDead = true;
          die();
        }
        return isDead ? never : answer;
      };
    },
  });
  return { events, dead };
}
