/**
 * Lets node run the TypeScript sources: `node -r ./test/register-swc.cjs <file>.ts`, and the same in the execArgv of a
 * worker thread or child process. Compiles as the tests do.
 */
const { readFileSync } = require('node:fs');
const { transformSync } = require('@swc/core');
const { jest } = require('../package.json');

const [[, options]] = Object.values(jest.transform);

process.setSourceMapsEnabled(true);
require.extensions['.ts'] = (module, filename) => {
  const source = readFileSync(filename, 'utf8');
  const { code } = transformSync(source, { ...options, filename, sourceMaps: 'inline', swcrc: false });
  module._compile(code, filename);
};
