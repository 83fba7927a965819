import { isAbsent } from '../../src/domain/absent';

describe('a value', () => {
  it.each([undefined, null, '', ' ', '\t\r\n', '\u00a0', '\u2003', '\ufeff'])('is absent when it is %j', (value) => {
    expect(isAbsent(value)).toBe(true);
  });

  it.each([0, false, '0', ' x ', [], {}, '\u200b'])('is there when it is %j', (value) => {
    expect(isAbsent(value)).toBe(false);
  });
});
