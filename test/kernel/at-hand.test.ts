import { allThere, whenThere } from '../../src/kernel/at-hand';

describe('a value that may be at hand', () => {
  it('is used at once when it is there', () => {
    expect(whenThere(1, (one) => one + 1)).toBe(2);
    expect(whenThere(allThere(1, 'two'), ([one, two]) => `${one} ${two}`)).toBe('1 two');
  });

  it('is waited for when it is not', async () => {
    const both = whenThere(allThere(1, Promise.resolve('two')), ([one, two]) => `${one} ${two}`);
    expect(both).toBeInstanceOf(Promise);
    expect(await both).toBe('1 two');
    expect(await whenThere(1, (one) => Promise.resolve(one + 1))).toBe(2);
  });

  it('is refused once, whichever of several is', async () => {
    const refused = allThere(Promise.reject(new Error('no')), Promise.reject(new Error('no either')), 1);
    await expect(refused).rejects.toThrow('no');
  });
});
