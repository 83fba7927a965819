import fc from 'fast-check';
import { SegmentedMessage } from 'sms-segments-calculator';
import { smsSegments } from '../../../src/domain/effect/sms-segments';
import { tried } from '../../properties';

describe('the segments of an SMS', () => {
  it.each<[text: string, encoding: 'GSM-7' | 'UCS-2', segments: number, firstUnicode: string | null]>([
    ['a', 'GSM-7', 1, null],
    ['a'.repeat(160), 'GSM-7', 1, null],
    ['a'.repeat(161), 'GSM-7', 2, null],
    ['a'.repeat(306), 'GSM-7', 2, null],
    ['a'.repeat(307), 'GSM-7', 3, null],
    ['€'.repeat(80), 'GSM-7', 1, null],
    [`${'€'.repeat(80)}a`, 'GSM-7', 2, null],
    [`${'a'.repeat(152)}€${'a'.repeat(152)}`, 'GSM-7', 3, null],
    ['Año nuevo: 10 €, ¿sí?', 'UCS-2', 1, 'í'],
    ['İ', 'UCS-2', 1, 'İ'],
    ['it’s', 'UCS-2', 1, '’'],
    ['a`b', 'UCS-2', 1, '`'],
    ['ж'.repeat(70), 'UCS-2', 1, 'ж'],
    ['ж'.repeat(71), 'UCS-2', 2, 'ж'],
    ['ж'.repeat(135), 'UCS-2', 3, 'ж'],
    ['💬'.repeat(35), 'UCS-2', 1, '💬'],
    ['💬'.repeat(36), 'UCS-2', 2, '💬'],
    [`${'💬'.repeat(66)}a`, 'UCS-2', 2, '💬'],
    ['💬'.repeat(67), 'UCS-2', 3, '💬'],
  ])('of %j are %s, %d, by %j', (text, encoding, segments, firstUnicode) => {
    expect(smsSegments(text)).toEqual({ encoding, segments, firstUnicode });
  });

  it('are those that a provider counts', () => {
    const gsm = fc.constantFrom(...Array.from('@£$¥èéùìòÇ\nØø\rÅå_ΔΦ !"#¤%&azAZ09ÄÖÑÜ§¿äöñüà^{}\\[~]|€'));
    const other = fc.constantFrom('ж', '’', '漢', '💬', 'ç', '`', '\u00a0', 'İ');
    const texts = fc.oneof(
      fc.string({ unit: gsm, minLength: 1, maxLength: 330, size: 'max' }),
      fc.string({ unit: fc.oneof({ weight: 20, arbitrary: gsm }, other), minLength: 1, maxLength: 170, size: 'max' }),
      fc.string({ unit: fc.oneof(gsm, other), minLength: 1, maxLength: 150, size: 'max' }),
      fc.string({ unit: 'binary', minLength: 1, maxLength: 50 }),
    );
    fc.assert(
      fc.property(texts, (text) => {
        const theirs = new SegmentedMessage(text, 'auto', false);
        const { encoding, segments } = smsSegments(text);
        expect([encoding, segments]).toEqual([theirs.encodingName, theirs.segmentsCount]);
      }),
      tried(2_000),
    );
  });
});
