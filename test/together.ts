import path from 'node:path';

/** Set by together.config.js, which says why: paths from this folder. */
declare const testFiles: readonly string[];

for (const file of testFiles)
  describe(file, () => {
    jest.requireActual(path.join(__dirname, file));
  });
