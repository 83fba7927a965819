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
  const unlessDead = async (answer: Promise<unknown>, appended: readonly NewEvent[]): Promise<unknown> => {
    const answered = await answer;
    if (endsIt(appended)) {
      isDead = true;
      die();
    }
    return isDead ? never : answered;
  };
  const events = new Proxy(store, {
    get: (target, name) => {
      const method: unknown = Reflect.get(target, name);
      if (typeof method !== 'function') return method;
      return (...args: readonly unknown[]): unknown => {
        if (isDead) return never;
        const answer: unknown = Reflect.apply(method, target, args);
        return answer instanceof Promise
          ? unlessDead(answer, name === 'append' ? (args[2] as NewEvent[]) : [])
          : answer;
      };
    },
  });
  return { events, dead };
}
