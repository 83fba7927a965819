const { TestEnvironment } = require('jest-environment-node');

/**
 * A worker of Jest has half a second to end, once nothing holds it up. Left to itself Node would take longer: it frees, piece
 * by piece, the memory that many files of tests have filled.
 */
if (process.channel) process.once('beforeExit', () => process.exit());

/**
 * Ends what the tests of a file started, however they ended: hooks do not run where a file failed before its first test,
 * nor where the run is given up. `startedByTests` holds child processes.
 */
module.exports = class EndingEnvironment extends TestEnvironment {
  started = new Set();
  end = () => {
    for (const child of this.started) child.kill('SIGKILL');
  };

  async setup() {
    await super.setup();
    this.global.startedByTests = this.started;
    process.once('exit', this.end);
  }

  async teardown() {
    this.end();
    process.off('exit', this.end);
    await super.teardown();
  }
};
