import fc from 'fast-check';
import { isRead, readPhone, withPhoneRead } from '../../../src/domain/contact/phone';

describe('a phone is read as E.164', () => {
  it.each<[written: string, country: string | undefined, number: string]>([
    ['+15550100000', undefined, '+15550100000'],
    ['+1 (555) 010-0000', undefined, '+15550100000'],
    ['+1 (555) 010-0000', 'FR', '+15550100000'],
    ['+1.555.010.0000', undefined, '+15550100000'],
    ['+1/555/010/0000', undefined, '+15550100000'],
    ['+1\u00a0555\u2011010\u20110000', undefined, '+15550100000'],
    ['+1 555 010–0000', undefined, '+15550100000'],
    [' +15550100000\n', undefined, '+15550100000'],
    ['+ 33 6 12 34 56 78', undefined, '+33612345678'],
    ['(+33) 6 12 34 56 78', undefined, '+33612345678'],
    ['( + 33 )612345678', undefined, '+33612345678'],
    ['+33 (0)6 12 34 56 78', undefined, '+33612345678'],
    ['+44 (0)20 7946 0958', undefined, '+442079460958'],
    ['+39 06 1234 5678', undefined, '+390612345678'],
    ['＋３３６１２３４５６７８', undefined, '+33612345678'],
    ['+٣٣٦١٢٣٤٥٦٧٨', undefined, '+33612345678'],
    ['\u202a+33 6 12 34 56 78\u202c', undefined, '+33612345678'],
    ['\ufeff+33612345678\u200b', undefined, '+33612345678'],
    ['tel:+1-555-010-0000', undefined, '+15550100000'],
    ['TEL: +15550100000', undefined, '+15550100000'],
    ['0033612345678', undefined, '+33612345678'],
    ['00 33 6 12 34 56 78', undefined, '+33612345678'],
    ['0033612345678', 'FR', '+33612345678'],
    ['0033612345678', 'US', '+33612345678'],
    ['0034600000000', 'AQ', '+34600000000'],
    ['011 33 6 12 34 56 78', 'US', '+33612345678'],
    ['0600000000', 'FR', '+33600000000'],
    ['06 12 34 56 78', 'FR', '+33612345678'],
    ['06.12.34.56.78', 'FR', '+33612345678'],
    ['06-12-34-56-78', 'FR', '+33612345678'],
    ['06/12/34/56/78', 'FR', '+33612345678'],
    ['(0)6 12 34 56 78', 'FR', '+33612345678'],
    ['612345678', 'FR', '+33612345678'],
    ['33612345678', 'FR', '+33612345678'],
    ['(555) 010-0000', 'US', '+15550100000'],
    ['1 555 010 0000', 'US', '+15550100000'],
    ['15550100000', 'CA', '+15550100000'],
    ['600 000 000', 'ES', '+34600000000'],
    ['8 (912) 345-67-89', 'RU', '+79123456789'],
    ['011 15 1234-5678', 'AR', '+5491112345678'],
    ['(011) 91234-5678', 'BR', '+5511912345678'],
    ['020 7946 0958', 'GB', '+442079460958'],
    ['06 1 234 5678', 'HU', '+3612345678'],
    ['0171 1234567', 'DE', '+491711234567'],
    ['٠٦٠٠٠٠٠٠٠٠', 'FR', '+33600000000'],
    ['+0600000000', undefined, '+0600000000'],
    ['+123', undefined, '+123'],
    ['+999999999999999', undefined, '+999999999999999'],
  ])('%j, country %s: %s', (written, country, number) => {
    expect(readPhone(written, country)).toBe(number);
  });
});

describe('a phone stays as it was written', () => {
  it.each<[written: string, country: string | undefined]>([
    ['0600000000', undefined],
    ['(555) 010-0000', undefined],
    ['33612345678', undefined],
    ['0600000000', 'ES'],
    ['0600000000', 'AQ'],
    ['5550100', 'US'],
    ['(555) 0100', 'US'],
    ['911', 'US'],
    ['12345', 'US'],
    ['+12', undefined],
    ['+1 555', undefined],
    ['+1234567890123456', undefined],
    ['+999 123 456', undefined],
    ['00', undefined],
    ['000000000000', undefined],
    ['+', undefined],
    ['', undefined],
    ['  ', undefined],
    ['\0', undefined],
    ['n/a', 'US'],
    ['ask Ana', 'US'],
    ['call +15550100000', undefined],
    ['1-800-FLOWERS', 'US'],
    ['+1 555 010 0000 ext. 5', undefined],
    ['+1 555 010 0000 x5', undefined],
    ['+1 555 010 0000 #5', undefined],
    ['tel:+1-555-010-0000;ext=5', undefined],
    ['+15550100000 / +15550100001', undefined],
    ['+15550100000, +15550100001', undefined],
    ['+15550100000 or +15550100001', undefined],
    ['0612345678 (mobile)', 'FR'],
    ['whatsapp:+15550100000', undefined],
    ['ana@example.com', 'US'],
    ['1.555e10', 'US'],
    ['\ud800', 'US'],
    ['__proto__', '__proto__'],
  ])('%j, country %s', (written, country) => {
    expect(readPhone(written, country)).toBe(written);
  });
});

describe('reading a phone', () => {
  const country = fc.constantFrom(undefined, 'US', 'FR', 'IT', 'AQ', 'XX');
  const near = fc.string({
    unit: fc.constantFrom(...Array.from('+0123456789 ()-.x#;,/＋１٣\u200b\u00a0tel:')),
    maxLength: 40,
  });

  it('is done once: what was read is read as itself', () => {
    fc.assert(
      fc.property(
        fc.oneof(near, fc.string({ unit: 'binary', maxLength: 40 })),
        country,
        country,
        (written, one, other) => {
          const read = readPhone(written, one);
          if (read !== written) expect(read).toMatch(/^\+[0-9]{3,15}$/);
          if (/^\+/.test(read)) expect(readPhone(read, other)).toBe(readPhone(read, undefined));
        },
      ),
    );
  });

  it('needs no country for what stands in E.164, or is not there', () => {
    expect(isRead({ id: 'ana' })).toBe(true);
    expect(isRead({ id: 'ana', phone: '+15550100000' })).toBe(true);
    expect(isRead({ id: 'ana', phone: '0600000000' })).toBe(false);
    expect(withPhoneRead({ id: 'ana', phone: '0600000000' }, 'FR')).toEqual({ id: 'ana', phone: '+33600000000' });
    expect(withPhoneRead({ id: 'ana' }, 'FR')).toEqual({ id: 'ana' });
  });
});
