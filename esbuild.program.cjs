const { banner } = require('./oldest-node.cjs');

// How every program is bundled, beside what nx.json says: CommonJS in files that end with `.js`.
module.exports = { outExtension: { '.js': '.js' }, banner: { js: banner } };
