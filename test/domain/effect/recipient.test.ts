import fc from 'fast-check';
import { checkRecipient } from '../../../src/domain/effect/recipient';

describe('an SMS goes to', () => {
  it.each(['+15550100000', '+34600000000', '+123', '+999999999999999'])('%j', (to) => {
    expect(checkRecipient('sms', to)).toBeNull();
  });
});

describe('an SMS does not go to', () => {
  it.each([
    '(555) 0100',
    '+1 (555) 010-0000',
    '+1-555-010-0000',
    '15550100000',
    '0015550100000',
    '0600000000',
    '+0600000000',
    '+12',
    '+1234567890123456',
    '12345',
    '+',
    '++15550100000',
    '+15550100000,+15550100001',
    '+15550100000 +15550100001',
    '+15550100000;+15550100001',
    '+15550100000x5',
    '+15550100000;ext=5',
    'tel:+15550100000',
    'sms:+15550100000',
    'whatsapp:+15550100000',
    'Ana <+15550100000>',
    'Ana',
    'ana@example.com',
    '+1555010000O',
    '+١٥٥٥٠١٠٠٠٠٠',
    '＋15550100000',
    '+１５５５０１０００００',
    '+1555\u200b0100000',
    '\u202a+15550100000\u202c',
    '+15550100000\u0000',
    '+15550100000\n+15550100001',
    '[object Object]',
    'null',
    '1.555e10',
  ])('%j', (to) => {
    expect(checkRecipient('sms', to)).toBe('is not one phone number such as +15550100000');
  });
});

const LONG_DOMAIN = `${'a'.repeat(61)}.`.repeat(4);

describe('an email goes to', () => {
  it.each([
    'ana@example.com',
    'ana.lopez+tag@mail.example.co.uk',
    "o'brien@example.ie",
    'a@x.co',
    'A_B-c{d}|e~f!#$%&*/=?^`@example.com',
    '1@2.example.com',
    `${'a'.repeat(64)}@example.com`,
    `a@${'b'.repeat(63)}.com`,
    `a@${LONG_DOMAIN}co`,
    'ana@münchen.example',
    'ana@xn--mnchen-3ya.example',
    'josé@example.com',
    'jose\u0301@example.com',
    'иван@пример.рф',
    'ivan@пример.рф',
    'χρήστης@παράδειγμα.ελ',
    '用户@例子.广告',
    'अजय@डाटा.भारत',
    'ana@example.xn--p1ai',
  ])('%j', (to) => {
    expect(checkRecipient('email', to)).toBeNull();
  });
});

describe('an email does not go to', () => {
  it.each([
    'not-an-email',
    'ana',
    '@example.com',
    'ana@',
    'ana@example',
    'ana@localhost',
    'a@x.co, b@x.co',
    'a@x.co,b@x.co',
    'a@x.co;b@x.co',
    'a@x.co b@x.co',
    'a@x.co\nb@x.co',
    'a@x.co\r\nBcc: b@x.co',
    'a@b@x.co',
    'Ana <a@x.co>',
    '<a@x.co>',
    '"Ana" <a@x.co>',
    'a@x.co (Ana)',
    'mailto:a@x.co',
    'friends: a@x.co;',
    '"ana lopez"@example.com',
    '"a@x.co"@example.com',
    'ana\\@x.co@example.com',
    '.ana@example.com',
    'ana.@example.com',
    'ana..lopez@example.com',
    'ana@example.com.',
    'ana@.example.com',
    'ana@example..com',
    'ana@-example.com',
    'ana@example-.com',
    'ana@exa_mple.com',
    'ana@exam ple.com',
    'ana @example.com',
    'ana@ example.com',
    'ana@[127.0.0.1]',
    'ana@127.0.0.1',
    'ana@example.1',
    'ana@xn--.com',
    'ana＠example.com',
    'ana@example。com',
    'ana@ｅxample.com',
    'ana@exаmple.com',
    'аna@example.com',
    'ana@eχample.com',
    'ana@exam\u00adple.com',
    'ana@exam\u200bple.com',
    '\u200bana@example.com',
    'ana\u0000@example.com',
    'ana@example.com\u0007',
    'ana@example.com/path',
    'https://example.com',
    `${'a'.repeat(65)}@example.com`,
    `${'é'.repeat(33)}@example.com`,
    `a@${'b'.repeat(64)}.com`,
    `a@${'ü'.repeat(60)}.com`,
    `abc@${LONG_DOMAIN}com`,
    '[object Object]',
    'null',
    '👩@example.com',
    'ana@👩.example',
    '\ud800@example.com',
  ])('%j', (to) => {
    expect(checkRecipient('email', to)).toBe('is not one email address such as ana@example.com');
  });

  it('more than one, however they are put together', () => {
    const address = fc.constantFrom('ana@example.com', 'bo@example.org', '+15550100000');
    const between = fc.constantFrom(',', ';', ' ', ', ', '\n', '\r\n', '\t', '|', ' / ', '\u2028', '\0', ' and ', '><');
    fc.assert(
      fc.property(address, between, address, (one, and, other) => {
        for (const channel of ['sms', 'email'] as const)
          expect(checkRecipient(channel, one + and + other)).not.toBeNull();
      }),
    );
  });

  it('anything that is checked for long', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('a', '.', 'a.', '-', 'é', '@', 'a-'),
        fc.constantFrom('', '@', '@x.'),
        (unit, before) => {
          expect(checkRecipient('email', before + unit.repeat(50_000))).not.toBeNull();
        },
      ),
    );
  });
});
