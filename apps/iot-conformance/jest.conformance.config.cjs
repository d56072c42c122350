const local = {
  ...require('../../jest.preset.js'),
  displayName: 'iot-conformance',
  testMatch: ['**/*.conformance.ts'],
  // One after the other is kinder to the quotas of an account, and a cloud on this machine needs a processor as well.
  maxWorkers: 1,
};

/** AWS takes minutes for what local-cloud does at once. */
const aws = { ...local, reporters: ['default', './record-aws-passes.cjs'], testTimeout: 600_000 };

module.exports = process.env['CONFORMANCE_TARGET'] === 'aws' ? aws : local;
