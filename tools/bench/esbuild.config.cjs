// As small as the agent's bundle is: the benchmark compares what a device has to load.
module.exports = { outExtension: { '.js': '.js' }, mainFields: ['module', 'main'], keepNames: true };
