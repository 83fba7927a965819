import { setImmediate as turn } from 'node:timers/promises';
import { Suspects } from '../../../src/engine/deciding/suspects';
import { TestClock } from '../../test-clock';

const clock = new TestClock();
let stopping: AbortController;
let suspects: Suspects;
let tried: string[];
beforeEach(() => {
  stopping = new AbortController();
  suspects = new Suspects(clock, stopping.signal);
  tried = [];
});

const attempt = (name: string, isSuspect = true): Promise<void> =>
  suspects.try(isSuspect, () => {
    tried.push(name);
    return Promise.resolve();
  });

describe('what may have ended a process', () => {
  it('is not tried before a process that began its work has settled', async () => {
    suspects.started();
    const trying = attempt('one');
    clock.advance(4_999);
    await turn();
    expect(tried).toEqual([]);
    clock.advance(1);
    await trying;
    expect(tried).toEqual(['one']);
    await attempt('another');
    expect(tried).toEqual(['one', 'another']);
  });

  it('is not waited for by what is none', async () => {
    suspects.started();
    void attempt('one');
    await attempt('innocent', false);
    expect(tried).toEqual(['innocent']);
    stopping.abort();
  });

  it('does not hold up a process that stops', async () => {
    suspects.started();
    const trying = attempt('one');
    stopping.abort();
    await trying;
  });

  it('is tried one at a time, whatever becomes of the one before', async () => {
    let fail = (_: Error): void => undefined;
    const first = suspects.try(true, () => new Promise((_, reject) => (fail = reject)));
    const second = attempt('second');
    await turn();
    expect(tried).toEqual([]);
    fail(new Error('it did not end well'));
    await expect(first).rejects.toThrow('it did not end well');
    await second;
    expect(tried).toEqual(['second']);
  });
});
