/** Ends a run with one plain line that any reader of the output can find: `N passed, N failed`. */
module.exports = class TallyReporter {
  onRunComplete(_contexts, results) {
    const broken = results.testResults.filter((file) => file.testExecError).length;
    const skipped = results.numPendingTests + results.numTodoTests;
    const line = `${results.numPassedTests} passed, ${results.numFailedTests + broken} failed`;
    process.once('exit', () => console.log(skipped > 0 ? `${skipped} skipped\n${line}` : line));
  }
};
