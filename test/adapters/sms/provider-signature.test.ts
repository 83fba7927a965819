import { isSigned, signatureOf } from '../../../src/adapters/sms/provider-signature';

/** The example of the provider's documents: https://www.twilio.com/docs/usage/security */
const TOKEN = '12345';
const URL_CALLED = 'https://example.com/myapp.php?foo=1&bar=2';
const FIELDS = [
  ['Digits', '1234'],
  ['To', '+18005551212'],
  ['From', '+14158675310'],
  ['Caller', '+14158675310'],
  ['CallSid', 'CA1234567890ABCDE'],
] as const;
const SIGNATURE = signatureOf(TOKEN, URL_CALLED, FIELDS);

describe('the signature of a call of the provider', () => {
  it('is that of its documents', () => {
    expect(SIGNATURE).toBe('L/OH5YylLD5NRKLltdqwSvS0BnU=');
  });

  it('does not depend on the order of the fields', () => {
    expect(isSigned(TOKEN, URL_CALLED, [...FIELDS].reverse(), SIGNATURE)).toBe(true);
  });

  it.each([
    ['another token', '12346', URL_CALLED, FIELDS, SIGNATURE],
    ['another address', TOKEN, `${URL_CALLED}0`, FIELDS, SIGNATURE],
    ['a field more', TOKEN, URL_CALLED, [...FIELDS, ['X', 'y'] as const], SIGNATURE],
    ['a field less', TOKEN, URL_CALLED, FIELDS.slice(1), SIGNATURE],
    ['another value', TOKEN, URL_CALLED, [['Digits', '1235'] as const, ...FIELDS.slice(1)], SIGNATURE],
    ['no signature', TOKEN, URL_CALLED, FIELDS, ''],
    ['a longer one', TOKEN, URL_CALLED, FIELDS, `${SIGNATURE}=`],
  ])('does not hold with %s', (_, token, url, fields, signature) => {
    expect(isSigned(token, url, fields, signature)).toBe(false);
  });

  it.each([
    ['https://example.com:8443/a/status?run=1', 'https://example.com/a/status?run=1'],
    ['https://example.com/a/status?run=1', 'https://example.com:443/a/status?run=1'],
    ['http://10.0.0.1:8080/status', 'http://10.0.0.1:8080/status'],
    ['https://example.com:443/status', 'https://example.com/status'],
  ])('holds for %s, whether or not the port was written when it was signed', (url, signed) => {
    expect(isSigned(TOKEN, url, FIELDS, signatureOf(TOKEN, signed, FIELDS))).toBe(true);
  });
});
