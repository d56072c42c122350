const program = require('../../esbuild.program.cjs');

// As small as the agent's bundle is: the benchmark compares what a device has to load.
module.exports = { ...program, mainFields: ['module', 'main'], keepNames: true };
