import { createHash } from 'node:crypto';

export type Coding = 'br' | 'gzip' | 'identity';

/** One form of a file, as it is sent. */
export interface Representation {
  readonly coding: Coding;
  readonly bytes: Buffer;
  /** Strong: another form has another. */
  readonly etag: string;
}

export const representation = (coding: Coding, bytes: Buffer): Representation => ({
  coding,
  bytes,
  etag: `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"`,
});

/**
 * The first form that the request takes (RFC 9110, 12.5.3), else the last one.
 * @param forms the most wanted first, the file as it is last
 * @param accepted the header as it came
 */
export function chosen(forms: readonly Representation[], accepted = ''): Representation | undefined {
  const weights = new Map(
    accepted.split(',').map((one) => {
      const [coding = '', ...parameters] = one.split(';').map((part) => part.trim().toLowerCase());
      const weight = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2);
      return [coding, weight === undefined ? 1 : Number(weight)] as const;
    }),
  );
  return forms.find(({ coding }) => (weights.get(coding) ?? weights.get('*') ?? 0) > 0) ?? forms.at(-1);
}

/** Whether a cache has it (RFC 9110, 13.1.2). @param known the header `if-none-match` as it came */
export const isKnown = ({ etag }: Representation, known = ''): boolean =>
  known.split(',').some((one) => ['*', etag].includes(one.trim().replace(/^W\//, '')));
