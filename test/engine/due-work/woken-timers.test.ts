import { WokenTimers } from '../../../src/engine/due-work/woken-timers';
import { START, positionFrom } from '../../../src/kernel/message';

const at = (n: number) => positionFrom(BigInt(n));

describe('timers that were woken', () => {
  it('are known as long as the read model still has them as they were', () => {
    const woken = new WokenTimers();
    woken.add('run/a', at(7));
    expect(woken.has({ key: 'run/a', position: at(3) })).toBe(true);
    expect(woken.has({ key: 'run/b', position: at(3) })).toBe(false);
    woken.forget(at(6));
    expect(woken.has({ key: 'run/a', position: at(3) })).toBe(true);
    woken.forget(at(7));
    expect([woken.size, woken.has({ key: 'run/a', position: at(3) })]).toEqual([0, false]);
  });

  it('are others when their key stands for something newer: the next wait of a run', () => {
    const woken = new WokenTimers();
    woken.add('run/a', at(7));
    expect(woken.has({ key: 'run/a', position: at(7) })).toBe(false);
    expect(woken.has({ key: 'run/a', position: at(9) })).toBe(false);
  });

  it('tell how far the read model must get for the first of them to go', () => {
    const woken = new WokenTimers();
    expect(woken.first).toBe(START);
    woken.add('run/a', at(7));
    woken.add('run/b', at(8));
    woken.add('run/a', at(9));
    expect(woken.first).toBe(at(8));
    woken.forget(woken.first);
    expect([woken.size, woken.first]).toEqual([1, at(9)]);
  });
});
