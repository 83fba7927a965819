import { RenderTime } from '../../../src/engine/deciding/render-time';

describe('the time for rendering', () => {
  let now = 0;
  beforeEach(() => {
    now = 1_000;
    jest.spyOn(performance, 'now').mockImplementation(() => now);
  });
  afterEach(() => jest.restoreAllMocks());

  /** Renders until it is stopped, or for so long. @returns milliseconds that it took */
  const renders = (time: RenderTime, ms = Infinity): number =>
    time.spend((isOver) => {
      const from = now;
      while (now - from < ms && !isOver()) now++;
      return now - from;
    });

  it('of a decision is 200 ms in all, most of what is left for each template', () => {
    const time = RenderTime.ofDecision();
    expect(renders(time)).toBe(151);
    expect(renders(time, 1)).toBe(1);
    expect(renders(time)).toBe(37);
    const taken = Array.from({ length: 100 }, () => renders(time)).reduce((sum, ms) => sum + ms, 0);
    expect(taken).toBeLessThan(20);
    expect(renders(time)).toBe(0);
  });

  it('is off the budget also when rendering fails', () => {
    const time = RenderTime.ofDecision();
    const fails = (): never =>
      time.spend(() => {
        now += 180;
        throw new Error('cannot be rendered');
      });
    expect(fails).toThrow('cannot be rendered');
    expect(renders(time)).toBe(16);
  });

  it('is all that is left when a template took more than it may', () => {
    const time = RenderTime.ofDecision();
    time.spend(() => (now += 900));
    expect(renders(time)).toBe(0);
  });

  it('of a test run is 5 s in all its decisions', () => {
    const whole = RenderTime.ofTestRun();
    const decisions = Array.from({ length: 100 }, () => renders(RenderTime.ofDecision(whole)));
    expect(decisions.slice(0, 20)).toEqual(Array<number>(20).fill(151));
    expect(decisions.reduce((sum, ms) => sum + ms, 0)).toBeLessThanOrEqual(5_050);
    expect(decisions.at(-1)).toBe(0);
  });
});
