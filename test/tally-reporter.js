/** Ends a run with one plain line that any reader of the output can find: `N passed, N failed`. */
module.exports = class TallyReporter {
  onRunComplete(_contexts, results) {
    const broken = results.testResults.filter((file) => file.testExecError).length;
    const skipped = results.numPendingTests + results.numTodoTests;
    const tail = skipped > 0 ? `, ${skipped} skipped` : '';
    const line = `${results.numPassedTests} passed, ${results.numFailedTests + broken} failed${tail}`;
    process.once('exit', () => console.log(line));
  }
};
