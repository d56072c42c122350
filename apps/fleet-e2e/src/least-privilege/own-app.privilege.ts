import { CdkApp } from '../construct/cdk-app';
import { StackInAccount } from '../construct/stack-in-account';
import { startDeployedCloud } from '../deployment/test-cloud';
import { keptForOwnApp, keptForRegistration } from './kept-permissions';
import { groundOf } from './least-privilege-ground';
import { neededBy, proveFleet } from './prove-fleet';
import { ownHookScenario } from './scenarios/own-hook-scenario';
import { registrationScenarios } from './scenarios/registration-scenarios';

const resourceTag = 'own';
const stackName = `${resourceTag}-fleet`;

/** What the fleets of the other proofs have not: what a user of the construct brings, and an attribute. */
const ownApp = `
import { App, CfnOutput, Stack } from 'aws-cdk-lib';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { FleetProvisioning } from '@fleet/cdk';

const stack = new Stack(new App(), 'Own', { stackName: '${stackName}' });
const fleet = new FleetProvisioning(stack, 'Default', {
  resourceTag: '${resourceTag}',
  models: ['model-1'],
  registrationRole: 'scoped',
  deviceParameters: { Site: { default: 'unknown', attribute: 'site' } },
  encryptionKey: new Key(stack, 'Key'),
  provisionHook: new LambdaFunction(stack, 'Gate', {
    runtime: Runtime.NODEJS_24_X,
    handler: 'index.handler',
    code: Code.fromInline('exports.handler = async () => ({ allow: true });'),
  }),
});
new CfnOutput(stack, 'BundlesOfModels', { value: fleet.bucketName });
`;

proveFleet({
  title: 'a fleet in an app of its own, with a hook, a key and an attribute',
  start: async (resources) => {
    const testCloud = await startDeployedCloud(resources);
    const app = await CdkApp.init(testCloud);
    await app.write('own.ts', ownApp);
    await app.compile();
    await app.deploy('own');
    const bucket = await new StackInAccount(testCloud, stackName).output('BundlesOfModels');
    const { roles } = await groundOf(testCloud);
    return {
      ground: await groundOf(testCloud, { resourceTag, bucket }),
      provenElsewhere: [
        ...roles.permissions.map(({ label }) => label),
        ...neededBy(registrationScenarios),
        ...keptForRegistration.map(({ permission }) => permission),
      ],
    };
  },
  scenarios: [ownHookScenario],
  kept: keptForOwnApp,
  keptPolicies: [
    {
      permission: 'GateServiceRole: arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole',
      reason: 'The function is the user’s: the CDK gives it this role.',
      source: 'libs/fleet-cdk has no part in it',
    },
  ],
});
