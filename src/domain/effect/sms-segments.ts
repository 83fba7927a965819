/**
 * segment: what a network carries of an SMS as one message, and bills
 * A text of GSM 03.38 characters alone goes as GSM-7, any other as UCS-2.
 */
export interface SmsSegments {
  readonly encoding: 'GSM-7' | 'UCS-2';
  readonly segments: number;
  /** The first character that GSM-7 lacks; null when it has all. */
  readonly firstUnicode: string | null;
}

const BASIC = new Set(
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà',
);
/** Each takes two places. */
const EXTENSION = new Set('\f^{}\\[~]|€');

/** Places in a message that is alone, and in each of several. */
const LIMITS = { 'GSM-7': [160, 153], 'UCS-2': [70, 67] } as const;

/** A character of two places is not split between two segments. */
export function smsSegments(text: string): SmsSegments {
  const characters = Array.from(text);
  const firstUnicode = characters.find((one) => !BASIC.has(one) && !EXTENSION.has(one)) ?? null;
  const encoding = firstUnicode === null ? 'GSM-7' : 'UCS-2';
  const places = characters.map((one) => (firstUnicode === null ? (EXTENSION.has(one) ? 2 : 1) : one.length));
  const [alone, each] = LIMITS[encoding];
  const total = places.reduce((sum, one) => sum + one, 0);
  return { encoding, segments: total <= alone ? Math.min(total, 1) : packed(places, each), firstUnicode };
}

function packed(places: readonly number[], limit: number): number {
  let segments = 1;
  let used = 0;
  for (const one of places) {
    if (used + one > limit) {
      segments += 1;
      used = 0;
    }
    used += one;
  }
  return segments;
}
