import { checkMailbox, checkSmsSender, parseMailbox } from '../../../src/domain/effect/mailbox';

const GOOD: readonly (readonly [string, string | null, string])[] = [
  ['ana@example.com', null, 'ana@example.com'],
  ['<ana@example.com>', null, '<ana@example.com>'],
  ['Ana <ana@example.com>', 'Ana', 'ana@example.com'],
  ['Ana<ana@example.com>', 'Ana', 'ana@example.com'],
  ["Ana's shop & Co., Ltd. <ana@example.com>", "Ana's shop & Co., Ltd.", 'ana@example.com'],
  ['"Acme, Inc." <hello@acme.test>', 'Acme, Inc.', 'hello@acme.test'],
  ['Ärzte 北京 🏥 <praxis@müller.de>', 'Ärzte 北京 🏥', 'praxis@müller.de'],
  [`${'n'.repeat(100)} <ana@example.com>`, 'n'.repeat(100), 'ana@example.com'],
];

describe('a mailbox', () => {
  it.each(GOOD.filter(([text]) => !text.startsWith('<')))('is read from %p', (text, name, address) => {
    expect(parseMailbox(text)).toEqual({ name, address });
    expect(checkMailbox(text)).toBeNull();
  });

  it.each([
    '',
    ' ',
    'ana',
    'ana@localhost',
    '<ana@example.com>',
    'Ana ana@example.com',
    'ana@example.com, bo@example.com',
    'Ana <ana@example.com>, Bo <bo@example.com>',
    'Ana <ana@example.com> ',
    'Ana\r\nBcc: all@example.com <ana@example.com>',
    'Ana\u0000<ana@example.com>',
    'Ana\u202e <ana@example.com>',
    'Ana\u2028 <ana@example.com>',
    'Ana "the boss" <ana@example.com>',
    '"Ana <ana@example.com>',
    'Ana <<ana@example.com>>',
    'Ana <ana@exa mple.com>',
    `${'n'.repeat(101)} <ana@example.com>`,
  ])('is not read from %p', (text) => {
    expect(parseMailbox(text)).toBeNull();
    expect(checkMailbox(text)).not.toBeNull();
  });
});

describe('the sender of an SMS', () => {
  it.each(['+15550100000', '+123', 'Acme', 'ACME Store', 'A', '4you', 'x'.repeat(11), `MG${'0a'.repeat(16)}`])(
    'may be %p',
    (text) => {
      expect(checkSmsSender(text)).toBeNull();
    },
  );

  it.each([
    '',
    ' ',
    '15550100000',
    '+0555',
    '+1',
    '12345',
    'x'.repeat(12),
    `MG${'0A'.repeat(16)}`,
    ' Acme',
    'Acme ',
    'Ac\nme',
    'Äcme',
    'Acme!',
  ])('cannot be %p', (text) => {
    expect(checkSmsSender(text)).not.toBeNull();
  });
});
