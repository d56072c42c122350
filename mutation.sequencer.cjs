const { readFileSync } = require('node:fs');
const { default: TestSequencer } = require('@jest/test-sequencer');

/**
 * For mutation runs: the test file beside the mutated file first, then the small ones, and last those that run for
 * seconds, which are properties, the failures of every call, and the count of a sweep's calls: so that most mutants
 * die by the first file.
 */
module.exports = class NearestFirst extends TestSequencer {
  constructor(options) {
    super(options);
    this.besides = options.globalConfig.nonFlagArgs.map((mutated) => mutated.replace(/ts$/, 'spec.ts'));
  }

  sort(tests) {
    const costs = new Map(tests.map(({ path }) => [path, this.cost(path)]));
    return tests.toSorted((one, other) => costs.get(one.path) - costs.get(other.path));
  }

  cost(path) {
    if (this.besides.includes(path)) {
      return 0;
    }
    const text = readFileSync(path, 'utf8');
    const runsForSeconds =
      /\.property\.|sweep-calls/.test(path) || text.includes("from '@fleet/failing-calls'");
    return text.length + (runsForSeconds ? 1_000_000 : 0);
  }
};
