const { join } = require('node:path');

/** The fleet that the tests are about, whatever fleet a developer's shell or workspace is about. */
const fleetUnderTest = {
  FLEET_CONFIG: join(__dirname, 'fleet.config.json'),
  FLEET_ASSEMBLY: join(__dirname, '../../dist/apps/fleet-e2e/cdk.out'),
};

// For jest, every test's programs inherit it; `deploy-once.mjs` hands it to its own.
Object.assign(process.env, fleetUnderTest);
