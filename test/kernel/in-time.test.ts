import { orAborted } from '../../src/kernel/in-time';

const never = new Promise<never>(() => undefined);

describe('what is waited for until a signal is aborted', () => {
  it('is given up with the reason of the signal, also when it was aborted before', async () => {
    const later = new AbortController();
    const [before, waiting] = [orAborted(never, AbortSignal.abort('too late')), orAborted(never, later.signal)];
    later.abort('enough');
    expect(await Promise.allSettled([before, waiting])).toMatchObject([{ reason: 'too late' }, { reason: 'enough' }]);
  });

  it('comes to what it comes to, and leaves nothing at the signal', async () => {
    const { signal } = new AbortController();
    const left = jest.spyOn(signal, 'removeEventListener');
    expect(await orAborted(Promise.resolve(1), signal)).toBe(1);
    await expect(orAborted(Promise.reject(new Error('no')), signal)).rejects.toThrow('no');
    expect(left).toHaveBeenCalledTimes(2);
  });
});
