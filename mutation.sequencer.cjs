const { statSync } = require('node:fs');
const { default: TestSequencer } = require('@jest/test-sequencer');

/**
 * For mutation runs: the test file beside the mutated file first, then the small ones, and properties last, so that
 * most mutants die by the first file.
 */
module.exports = class NearestFirst extends TestSequencer {
  constructor(options) {
    super(options);
    this.besides = options.globalConfig.nonFlagArgs.map((mutated) => mutated.replace(/ts$/, 'spec.ts'));
  }

  sort(tests) {
    const cost = ({ path }) =>
      this.besides.includes(path) ? 0 : statSync(path).size + (path.includes('.property.') ? 1_000_000 : 0);
    return tests.toSorted((one, other) => cost(one) - cost(other));
  }
};
