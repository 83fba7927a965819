const path = require('node:path');
const { Worker } = require('node:worker_threads');

/** How long a run may take from one end of a test file to the next, and from the last one to its own, in milliseconds. */
const STUCK_MS = Number(process.env.TESTS_STUCK_MS ?? 30 * 60_000);
const LEAVE_MS = Number(process.env.TESTS_LEAVE_MS ?? 60_000);

/** Ends a run with one plain line that any reader of the output can find: `N passed, N failed`; and a run that hangs. */
module.exports = class TallyReporter {
  running = new Set();
  watchdog = new Worker(path.join(__dirname, 'watchdog.js'), { workerData: { stuckMs: STUCK_MS, leaveMs: LEAVE_MS } });

  constructor() {
    this.watchdog.unref();
  }

  onTestFileStart({ path: file }) {
    this.running.add(path.relative(process.cwd(), file));
    this.tell(false);
  }

  onTestFileResult({ path: file }) {
    this.running.delete(path.relative(process.cwd(), file));
    this.tell(false);
  }

  onRunComplete(_contexts, results) {
    this.running.clear();
    this.tell(true);
    const broken = results.testResults.filter((file) => file.testExecError).length;
    const skipped = results.numPendingTests + results.numTodoTests;
    const line = `${results.numPassedTests} passed, ${results.numFailedTests + broken} failed`;
    process.once('exit', () => console.log(skipped > 0 ? `${skipped} skipped\n${line}` : line));
  }

  tell(isOver) {
    this.watchdog.postMessage({ running: [...this.running], isOver });
  }
};
