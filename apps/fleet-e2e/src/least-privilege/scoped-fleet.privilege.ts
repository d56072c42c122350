import { join } from 'node:path';
import { synthesiseFleet } from '@fleet/local-fleet';
import { operate, startDeployedCloud } from '../deployment/test-cloud';
import { workspaceRoot } from '../workspace';
import { keptForRegistration } from './kept-permissions';
import { groundOf } from './least-privilege-ground';
import { proveFleet } from './prove-fleet';
import { registrationScenarios } from './scenarios/registration-scenarios';
import { workerScenarios } from './scenarios/worker-scenarios';

const config = {
  resourceTag: 'scoped',
  models: ['model-1'],
  registrationRole: 'scoped',
  sweepWorkers: 2,
} as const;

proveFleet({
  title: 'a fleet with workers, and a registration role of its own',
  start: async (resources) => {
    const testCloud = await startDeployedCloud(resources);
    const scoped = await synthesiseFleet(config, join(testCloud.folder, 'scoped'), {
      workspaceRoot,
      resources,
      environment: testCloud.cloud.environment,
    });
    await operate(testCloud, ['deploy'], scoped).succeed();
    const { roles } = await groundOf(testCloud);
    return {
      ground: await groundOf(testCloud, { resourceTag: config.resourceTag }),
      provenElsewhere: roles.permissions.map(({ label }) => label),
    };
  },
  scenarios: [...registrationScenarios, ...workerScenarios],
  kept: keptForRegistration,
  keptPolicies: [],
});
