const { basename } = require('node:path');
const Sequencer = require('@jest/test-sequencer').default;

/**
 * The files that take longest, the longest first: two run at a time, and one that begins last is waited for alone.
 * Jest itself knows how long a file takes only where it has run before, which in a fresh clone is nowhere.
 */
const longestFirst = [
  'killed-rotation.e2e.ts',
  'security.e2e.ts',
  'rotation.e2e.ts',
  'fleet-life.e2e.ts',
  'killed-agents.e2e.ts',
  'fleet-cli.e2e.ts',
  'seed-device.e2e.ts',
];

const rank = ({ path }) => {
  const index = longestFirst.indexOf(basename(path));
  return index === -1 ? longestFirst.length : index;
};

module.exports = class LongestFirst extends Sequencer {
  sort(tests) {
    return super.sort(tests).toSorted((one, other) => rank(one) - rank(other));
  }
};
