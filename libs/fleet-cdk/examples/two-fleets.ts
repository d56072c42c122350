import { App, CfnOutput, Duration, Stack } from 'aws-cdk-lib';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { FleetProvisioning } from '@fleet/cdk';

// Two fleets in one stack. The valves say which firmware they have; it becomes an attribute of the thing, and a function
// of the app's own decides by it who may join.
const app = new App();
const stack = new Stack(app, 'Plant');
const alarmTopic = new Topic(stack, 'Alarms');

const pumps = new FleetProvisioning(stack, 'Pumps', {
  resourceTag: 'pumps',
  models: ['pump-v1'],
  alarmTopic,
});

const minimumFirmware = new LambdaFunction(stack, 'MinimumFirmware', {
  runtime: Runtime.NODEJS_24_X,
  handler: 'index.handler',
  code: Code.fromInline(
    'exports.handler = async ({ parameters }) => ({ allow: Number(parameters.Firmware) >= 2 });',
  ),
});
const valves = new FleetProvisioning(stack, 'Valves', {
  resourceTag: 'valves',
  models: ['valve-v1'],
  policyMode: 'strict',
  deviceParameters: { Firmware: { pattern: String.raw`\d+(\.\d+)?`, attribute: 'firmware' } },
  provisionHook: minimumFirmware,
  provisionHookTimeout: Duration.seconds(1),
  alarmTopic,
});

new CfnOutput(stack, 'PumpBundles', { value: pumps.bucketName });
new CfnOutput(stack, 'ValveBundles', { value: valves.bucketName });
