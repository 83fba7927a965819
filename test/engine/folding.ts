import type { DomainEvent, Recorded } from '../../src/domain/events';
import type { LogSource } from '../../src/engine/projecting/projector';
import type { Clock } from '../../src/kernel/clock';
import { START } from '../../src/kernel/message';
import type { Position } from '../../src/kernel/message';
import type { Projection } from '../../src/kernel/projection';
import type { LogPage } from '../../src/ports/event-store';
import { Ledger } from '../histories/ledger';
import { RunStory } from '../histories/run-story';

/** Time that nobody waits for. */
export const hurried: Clock = { now: () => 0, monotonic: () => 0, sleep: () => Promise.resolve() };

/** A log in memory as pages of this many events. */
export const pagesOf = (log: readonly Recorded[], size = log.length): readonly LogPage[] =>
  Array.from({ length: Math.ceil(log.length / size) }, (_, i) => {
    const events = log.slice(i * size, (i + 1) * size);
    return { events, next: events.at(-1)?.position ?? START, caughtUp: (i + 1) * size >= log.length };
  });

/** What is left of a log after a position, and what it was asked for. */
export class Source implements LogSource {
  readonly asked: Position[] = [];
  constructor(
    readonly log: readonly Recorded[],
    private readonly name = 'a-log',
  ) {}
  identity(): Promise<string> {
    return Promise.resolve(this.name);
  }
  idAt(position: Position): Promise<string | null> {
    return Promise.resolve(this.log.find((event) => event.position === position)?.id ?? null);
  }
  async *subscribe(after: Position): AsyncGenerator<LogPage> {
    this.asked.push(after);
    await Promise.resolve();
    const pages = pagesOf(this.log.filter(({ position }) => position > after));
    yield* pages.length > 0 ? pages : [{ events: [], next: after, caughtUp: true }];
  }
}

/** How many runs have started, and the last step that did, in two documents. */
export const counting: Projection<{ count: number }, DomainEvent> = {
  name: 'counting',
  version: 1,
  indexes: {},
  types: new Set(['RunStarted', 'StepStarted']),
  keys: ({ type }) => (type === 'RunStarted' ? ['all'] : type === 'StepStarted' ? ['all', 'steps'] : []),
  fold: (document) => ({ count: (document?.count ?? 0) + 1 }),
};

/** Counts as well, and cannot fold the step of this id. */
export const stoppingAt = (stepId: string): typeof counting => ({
  ...counting,
  name: 'stopping',
  fold: (document, event, key) => {
    if (key === 'steps' && event.type === 'StepStarted' && event.data.stepId === stepId) throw new Error('it is odd');
    return counting.fold(document, event, key);
  },
});

/** Three steps of one run, revisions 1, 3 and 5 of its stream. */
export const threeSteps = (): readonly Recorded[] => {
  const ledger = new Ledger();
  const story = new RunStory(ledger);
  story.starts();
  for (const id of ['one', 'two', 'three']) {
    story.sends(id);
    story.completes(id, 'sms');
  }
  return ledger.log;
};
