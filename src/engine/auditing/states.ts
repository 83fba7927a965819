import { accountDecider } from '../../domain/account/account';
import { addressDecider } from '../../domain/contact/address-opt-outs';
import { contactDecider } from '../../domain/contact/opt-outs';
import { enrollment } from '../../domain/enrollment/enrollment';
import { categoryOfStream } from '../../domain/event-categories';
import type { DomainEvent } from '../../domain/events';
import { hook } from '../../domain/hook/hook';
import { idempotency } from '../../domain/idempotency/idempotency';
import { inbound } from '../../domain/inbound/inbound';
import { quota } from '../../domain/quota/quota';
import { reminder } from '../../domain/reminder/reminder';
import { runDecider } from '../../domain/run/run';
import type { StreamCategory } from '../../domain/streams';
import { workflowDecider } from '../../domain/workflow/workflow';
import type { Decider } from '../../kernel/decider';
import type { Json } from '../../kernel/message';

interface Evolution {
  readonly initialState: unknown;
  evolve(state: unknown, event: DomainEvent): unknown;
}

const by = <State, E extends DomainEvent>(decider: Pick<Decider<State, never, E>, 'initialState' | 'evolve'>) =>
  decider as unknown as Evolution;

/** What folds the streams of each category: one that is not here does not compile. */
const EVOLUTIONS: Readonly<Record<StreamCategory, Evolution>> = {
  workflow: by(workflowDecider),
  run: by(runDecider),
  enrollment: by(enrollment),
  event: by(inbound),
  reminder: by(reminder),
  account: by(accountDecider),
  contact: by(contactDecider),
  address: by(addressDecider),
  command: by(idempotency),
  quota: by(quota),
  hook: by(hook),
  call: by(hook),
};

/** A stream's state event by event from its first one on, as decisions see it. */
export class Evolving {
  private readonly evolution: Evolution | null;
  private state: unknown;

  /** Of a stream that is none of ours nothing is known. */
  constructor(stream: string) {
    const category = categoryOfStream(stream);
    this.evolution = category === undefined ? null : EVOLUTIONS[category];
    this.state = this.evolution?.initialState;
  }

  apply(event: DomainEvent): void {
    this.state = this.evolution?.evolve(this.state, event);
  }

  /** As it is now. */
  asJson(): Json {
    return plain(this.state);
  }
}

/** Maps as objects, sets as lists. */
const plain = (state: unknown): Json =>
  JSON.parse(
    JSON.stringify(state ?? null, (_, value: unknown) => {
      if (value instanceof Map) return Object.fromEntries(value as Map<string, unknown>) as unknown;
      return value instanceof Set ? [...(value as Set<unknown>)] : value;
    }),
  ) as Json;
