const { TestEnvironment } = require('jest-environment-node');

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
