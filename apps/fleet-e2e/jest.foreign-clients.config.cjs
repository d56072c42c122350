const { clients } = require('./src/foreign-clients/installed-clients.cjs');

const installed = clients.filter(({ found }) => found !== undefined);
for (const { name, found, get } of clients) {
  process.stderr.write(`${name}: ${found === undefined ? `not run, ${get}` : found.version}\n`);
}
if (installed.length === 0) {
  throw new Error('None of these clients is installed, so there is nothing to test.');
}
// The files of tests run in processes that inherit it.
process.env['FOREIGN_CLIENTS'] = JSON.stringify(
  Object.fromEntries(installed.map(({ name, found }) => [name, found])),
);

module.exports = {
  ...require('./jest.e2e.config.cjs'),
  displayName: 'fleet-e2e (clients of others)',
  // A suite of Paho is one test here, and pauses for minutes. It guards against a hang, as it does elsewhere.
  testTimeout: 600_000,
  testMatch: installed.map(({ name }) => `**/${name}.foreign.ts`),
};
