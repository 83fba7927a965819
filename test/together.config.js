const { readdirSync } = require('node:fs');
const path = require('node:path');
const { jest: each } = require('../package.json');

/**
 * `npm test`: as many test files share one sandbox as make GROUPS of them, since to load the service's modules anew for
 * each takes longer than most of them take. What stands in a folder of ALONE, or begins Jest itself, has its own.
 * `npx jest <file>` runs any file alone. All share what is kept of compiled sources (ID).
 */
const ID = 'runledger';
const GROUPS = 2;
const ALONE = /^(?:browser|faults)\/|^hanging\.test/;

const rootDir = path.dirname(__dirname);
const files = readdirSync(__dirname, { recursive: true }).filter((file) => file.endsWith('.test.ts'));
const together = files.filter((file) => !ALONE.test(file)).sort();
const { maxWorkers, globalSetup, reporters, testTimeout, ...options } = each;
const project = { ...options, id: ID, rootDir };
const testSequencer = path.join(__dirname, 'longest-first.js');

const groups = Array.from({ length: GROUPS }, (_, group) => ({
  ...project,
  displayName: `${group + 1} of ${GROUPS}`,
  testMatch: ['<rootDir>/test/together.ts'],
  globals: { testFiles: together.filter((_file, index) => index % GROUPS === group) },
}));
const alone = {
  ...project,
  displayName: 'alone',
  testMatch: files.filter((file) => ALONE.test(file)).map((file) => `<rootDir>/test/${file}`),
};

module.exports = {
  rootDir,
  maxWorkers,
  globalSetup,
  reporters,
  testTimeout,
  testSequencer,
  projects: [alone, ...groups],
};
