const { TestEnvironment } = require('jest-environment-node');

/** For mutation runs: the first test that fails has killed the mutant, and the rest of its file need not run. */
module.exports = class EndsOnFailure extends TestEnvironment {
  hasFailed = false;

  handleTestEvent(event) {
    if (event.name === 'test_done') {
      this.hasFailed ||= event.test.errors.length > 0;
    }
    if (event.name === 'test_start' && this.hasFailed) {
      event.test.mode = 'skip';
    }
  }
};
