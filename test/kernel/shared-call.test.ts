import { SharedCall } from '../../src/kernel/shared-call';

/** A call that is answered when the test says so, with how often it was made before. */
function shared() {
  const answers: { readonly resolve: (made: number) => void; readonly reject: (error: Error) => void }[] = [];
  const call = new SharedCall(() => new Promise<number>((resolve, reject) => answers.push({ resolve, reject })));
  const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  return { call, answers, turn };
}

describe('a call that answers many', () => {
  it('is made once for those who ask at a time, and once more for those who ask during it', async () => {
    const { call, answers, turn } = shared();
    const first = call.ask();
    await turn();
    const others = [call.ask(), call.ask()];
    await turn();
    expect(answers).toHaveLength(1);
    answers[0]?.resolve(0);
    expect(await first).toBe(0);
    await turn();
    expect(answers).toHaveLength(2);
    answers[1]?.resolve(1);
    expect(await Promise.all(others)).toEqual([1, 1]);
  });

  it('fails for those who asked for it alone', async () => {
    const { call, answers, turn } = shared();
    const first = call.ask();
    await turn();
    const second = call.ask();
    answers[0]?.reject(new Error('away'));
    await expect(first).rejects.toThrow('away');
    await turn();
    answers[1]?.resolve(1);
    expect(await second).toBe(1);
  });

  it('is idle while nobody waits for it', async () => {
    const { call, answers, turn } = shared();
    expect(call.isIdle).toBe(true);
    const first = call.ask();
    expect(call.isIdle).toBe(false);
    await turn();
    const second = call.ask();
    answers[0]?.resolve(0);
    await first;
    expect(call.isIdle).toBe(false);
    await turn();
    answers[1]?.reject(new Error('away'));
    await expect(second).rejects.toThrow('away');
    expect(call.isIdle).toBe(true);
  });
});
