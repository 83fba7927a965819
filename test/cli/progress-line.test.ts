import { ProgressLine } from '../../src/cli/progress-line';

/** What a line about some work writes to standard error that is a terminal, or a file. */
function written(isTTY: boolean): string {
  let text = '';
  const out = { isTTY, write: (piece: string) => (text += piece) !== '' } as unknown as NodeJS.WriteStream;
  const line = new ProgressLine(out);
  for (const done of [0, 500, 1_000]) line.show('folding', done, 1_000);
  line.show('verifying', 10, 10);
  line.end();
  return text;
}

describe('how far a long work is', () => {
  it('is drawn over in one line of a terminal, up to its end', () => {
    expect(written(true)).toMatch(
      /\[#{24}\] folding: 1000 of 1000, \d+\/s, .*\r.*\[#{24}\] verifying: 10 of 10, .*\n$/s,
    );
  });

  it('is not written to a file, where a command has its say alone', () => {
    expect(written(false)).toBe('');
  });
});
