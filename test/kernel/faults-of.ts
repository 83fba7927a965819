import { InvalidRequest } from '../../src/kernel/errors';

/** `path: message` of every fault that a parser refuses its input with, in the order it reports them. */
export function faultsOf(parse: () => unknown): readonly string[] {
  try {
    parse();
    return [];
  } catch (error) {
    if (error instanceof InvalidRequest) return error.errors.map(({ path, message }) => `${path}: ${message}`);
    throw error;
  }
}

/** Each input has one fault, and nothing else is said of it. */
export function refusesEach(
  parse: (input: unknown) => unknown,
  rows: readonly (readonly [input: unknown, fault: string])[],
): void {
  it.each(rows.map(([input, fault]) => ({ input, fault })))('is refused: $fault', ({ input, fault }) => {
    expect(faultsOf(() => parse(input))).toEqual([fault]);
  });
}
