import { PageTurns } from '../../../src/engine/auditing/page-turns';

/** Pages that take as long as they say, by a clock that only they and rests move. */
class Pages {
  readonly happened: string[] = [];
  private now = 0;
  private readonly turns = new PageTurns(
    () => this.now,
    async (ms) => {
      this.happened.push(`rest ${ms}`);
      await Promise.resolve();
      this.now += ms;
    },
  );

  make(name: string, ms: number): Promise<string> {
    return this.turns.take(async () => {
      this.happened.push(`${name} begins`);
      await Promise.resolve();
      this.now += ms;
      this.happened.push(`${name} ends`);
      if (name === 'torn') throw new Error('a page that cannot be made');
      return name;
    });
  }
}

let pages: Pages;
beforeEach(() => (pages = new Pages()));

describe('the pages of several exports', () => {
  it('are made one after the other, with a longer rest after each the more of them wait', async () => {
    await expect(Promise.all([pages.make('a', 3), pages.make('b', 5), pages.make('c', 1)])).resolves.toEqual([
      'a',
      'b',
      'c',
    ]);
    expect(pages.happened.slice(0, 8)).toEqual([
      ...['a begins', 'a ends', 'rest 9'],
      ...['b begins', 'b ends', 'rest 10'],
      ...['c begins', 'c ends'],
    ]);
  });

  it('rest as long as they took when there is one export, and eight times as long when there are many', async () => {
    await pages.make('alone', 3);
    await Promise.all(Array.from({ length: 13 }, () => pages.make('one of many', 2)));
    expect(pages.happened.filter((what) => what.startsWith('rest')).slice(0, 7)).toEqual([
      'rest 3',
      ...Array.from({ length: 6 }, () => 'rest 16'),
    ]);
  });

  it('rest no longer than 50 ms, whatever was waited for', async () => {
    await Promise.all([pages.make('of a slow store', 90_000), pages.make('next', 1)]);
    expect(pages.happened).toContain('rest 50');
  });

  it('go on after one that cannot be made, which says so', async () => {
    const torn = pages.make('torn', 4);
    const next = pages.make('next', 1);
    await expect(torn).rejects.toThrow('cannot be made');
    await expect(next).resolves.toBe('next');
    expect(pages.happened).toContain('rest 8');
  });
});
