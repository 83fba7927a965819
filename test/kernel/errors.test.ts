import { messageOf } from '../../src/kernel/errors';

describe('what was thrown', () => {
  it.each([
    ['an error', new Error('it says why'), 'it says why'],
    ['a text', 'it says why', 'it says why'],
    ['what came over from another thread with its code alone', { code: 'SQLITE_CANTOPEN' }, 'SQLITE_CANTOPEN'],
    ['nothing', null, 'null'],
  ])('is told in words: %s', (_, thrown, words) => {
    expect(messageOf(thrown)).toBe(words);
  });
});
