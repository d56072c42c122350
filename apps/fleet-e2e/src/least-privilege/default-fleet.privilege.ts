import { startDeployedCloud } from '../deployment/test-cloud';
import { keptPolicies } from './kept-permissions';
import { groundOf } from './least-privilege-ground';
import { proveFleet } from './prove-fleet';
import { arrivalScenarios } from './scenarios/arrival-scenarios';
import { deviceScenarios } from './scenarios/device-scenarios';
import { invocationScenarios } from './scenarios/invocation-scenarios';
import { monitorScenarios } from './scenarios/monitor-scenarios';
import { scheduleScenarios } from './scenarios/schedule-scenarios';
import { stackDeletion } from './scenarios/stack-deletion';
import { stackScenarios } from './scenarios/stack-scenarios';
import { roomForVersions } from './scenarios/version-scenarios';

proveFleet({
  title: 'a fleet of the default configuration',
  start: async (resources) => ({
    ground: await groundOf(await startDeployedCloud(resources)),
    provenElsewhere: [],
  }),
  scenarios: [
    ...deviceScenarios,
    ...arrivalScenarios,
    ...monitorScenarios,
    ...stackScenarios,
    roomForVersions,
    ...invocationScenarios,
    ...scheduleScenarios,
    stackDeletion,
  ],
  kept: [],
  keptPolicies,
});
