const path = require('node:path');
const { statSync } = require('node:fs');

const GROUP = path.join(__dirname, 'together.ts');

/** The groups take longest, and of what runs alone a longer file takes longer, about: so no worker is left idle at the end. */
const lengthOf = (file) => (file === GROUP ? Number.MAX_SAFE_INTEGER : statSync(file).size);

/** In which order Jest starts the test files. */
module.exports = class LongestFirst {
  sort(tests) {
    return tests.toSorted((one, other) => lengthOf(other.path) - lengthOf(one.path));
  }

  cacheResults() {}
};
