import fc from 'fast-check';
import { isExact } from '../../src/kernel/exact-number';

describe('a number', () => {
  it.each([
    ...[
      '9007199254740993',
      '-12345678901234567890',
      '9007199254740993.0',
      '1234567890123456789e3',
      '1180591620717411303424',
    ],
    ...['0.1234567890123456789', '123456789012345.6789', '3.14159265358979323846', '1.00000000000000000001'],
    ...['0.3333333333333333333333333333', '-0.12345678901234567', '9007199254740991.5', '4503599627370496.25'],
    ...['1e400', '-1E+400', '1e-400', '0.000001e-320', '3e-324', '1.7976931348623159e308'],
  ])('that would be another as a double is not exact: %s', (decimal) => {
    expect(isExact(decimal)).toBe(false);
  });

  it.each([
    ...['0', '-0', '0.0', '0e999', '0.0e-999', '9007199254740991', '9007199254740992', '100000000000000000000', '1e21'],
    ...['0.1', '1250.00', '19.990000000000000000000', '12345678901.2345', '-41.40338', '1.5E+300', '1e-7'],
    ...['5e-324', '4.9E-324', '1.7976931348623157e308', '0.30000000000000004', '4.140338000000000e+001'],
    ...['0.10000000000000001', '52.100000000000001', '0.84551240822557006', '2.2250738585072014E-308'],
  ])('that is the same as a double is exact: %s', (decimal) => {
    expect(isExact(decimal)).toBe(true);
  });

  it('that is a double is exact as it is written shortly, and as a fraction with all of its 17 digits', () => {
    const doubles = fc.double({ noNaN: true, noDefaultInfinity: true });
    fc.assert(
      fc.property(doubles, (number) => {
        expect(isExact(String(number))).toBe(true);
        if (Math.abs(number) < Number.MAX_SAFE_INTEGER) expect(isExact(number.toPrecision(17))).toBe(true);
      }),
    );
  });

  it('of 15 digits is exact, wherever its point is', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 999_999_999_999_999 }), fc.nat(15), (whole, places) => {
        const digits = String(whole).padStart(places + 1, '0');
        const decimal = `${digits.slice(0, digits.length - places)}.${digits.slice(digits.length - places)}0`;
        expect(isExact(decimal)).toBe(true);
      }),
    );
  });
});
