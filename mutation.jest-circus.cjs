// For mutation runs: one test file that fails has killed the mutant. Stryker's runner would have jest run the others
// too, and a property that runs for seconds is needed only for the mutants that nothing simpler kills.
// Stryker knows from the name of this file that it runs tests as jest-circus does.
const { createEmptyTestResult } = require('@jest/test-result');
const { default: runTestFile } = require('jest-circus/runner');

let killed;

module.exports = async (globalConfig, config, environment, runtime, testFilePath, ...rest) => {
  const mutant = process.env.__STRYKER_ACTIVE_MUTANT__;
  if (mutant !== undefined && mutant === killed) {
    return passedOver(testFilePath);
  }
  const result = await runTestFile(globalConfig, config, environment, runtime, testFilePath, ...rest);
  if (result.numFailingTests > 0) {
    killed = mutant;
  }
  return result;
};

/** jest takes a file without any test for one that failed. */
function passedOver(testFilePath) {
  const test = {
    ancestorTitles: [],
    failureDetails: [],
    failureMessages: [],
    fullName: testFilePath,
    numPassingAsserts: 0,
    status: 'pending',
    title: testFilePath,
  };
  return { ...createEmptyTestResult(), numPendingTests: 1, testFilePath, testResults: [test] };
}
