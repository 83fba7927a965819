import type { MessageEvent } from '@nestjs/common';
import { Subject } from 'rxjs';
import { EventStreams } from '../../../src/http/output/event-streams';
import { until } from '../../until';

const HEARTBEAT_MS = 5;

const shortBreathed = (): EventStreams => Object.assign(new EventStreams(), { heartbeatMs: HEARTBEAT_MS });

function opened(
  streams: EventStreams,
  messages: Subject<MessageEvent>,
  heartbeat?: () => { id: string },
  isStillIn = () => true,
) {
  const got: MessageEvent[] = [];
  const state = { ended: false, error: null as unknown };
  const subscription = streams.open(messages, isStillIn, heartbeat).subscribe({
    next: (message) => got.push(message),
    complete: () => (state.ended = true),
    error: (error: unknown) => (state.error = error),
  });
  return { got, state, subscription };
}

describe('a stream of events', () => {
  it('shows that it lives while there is nothing to tell, and from where a reader could go on', async () => {
    const messages = new Subject<MessageEvent>();
    const { got, subscription } = opened(shortBreathed(), messages, () => ({ id: '7' }));
    await until('it shows that it lives', () => got.length >= 2);
    messages.next({ data: 'news' });
    expect(got.slice(0, 2)).toEqual([
      { id: '7', comment: '' },
      { id: '7', comment: '' },
    ]);
    expect(got.at(-1)).toEqual({ data: 'news' });
    subscription.unsubscribe();
    expect(messages.observed).toBe(false);
  });

  it('ends with what it tells, or fails with it', () => {
    const [ending, failing] = [new Subject<MessageEvent>(), new Subject<MessageEvent>()];
    const streams = new EventStreams();
    const [ended, failed] = [opened(streams, ending), opened(streams, failing)];
    ending.complete();
    failing.error('gone');
    expect([ended.state, failed.state]).toEqual([
      { ended: true, error: null },
      { ended: false, error: 'gone' },
    ]);
  });

  it('ends at the next heartbeat once its reader may not listen any more', async () => {
    const messages = new Subject<MessageEvent>();
    let isIn = true;
    const { got, state } = opened(shortBreathed(), messages, undefined, () => isIn);
    await until('it shows that it lives', () => got.length >= 2);
    isIn = false;
    await until('it ends', () => state.ended);
    expect([messages.observed, state.error]).toEqual([false, null]);
  });

  it('tells nothing more to a reader who may not listen any more', () => {
    const messages = new Subject<MessageEvent>();
    let isIn = true;
    const { got, state } = opened(new EventStreams(), messages, undefined, () => isIn);
    messages.next({ data: 'before' });
    isIn = false;
    messages.next({ data: 'after' });
    expect([got, state.ended, messages.observed]).toEqual([[{ data: 'before' }], true, false]);
  });

  it('ends before the service stops', () => {
    const streams = new EventStreams();
    const messages = Array.from({ length: 3 }, () => new Subject<MessageEvent>());
    const all = messages.map((one) => opened(streams, one));
    streams.onModuleDestroy();
    expect(all.map(({ state }) => state.ended)).toEqual([true, true, true]);
    expect(messages.map(({ observed }) => observed)).toEqual([false, false, false]);
    expect(opened(streams, new Subject()).state.ended).toBe(true);
  });
});
