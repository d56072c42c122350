import { App, CfnOutput, Stack } from 'aws-cdk-lib';
import { FleetProvisioning } from '@fleet/cdk';

// The smallest app: one fleet, whose devices are pumps. The alarms send a mail.
const app = new App();
const stack = new Stack(app, 'Pumps', { terminationProtection: true });
const fleet = new FleetProvisioning(stack, 'Fleet', {
  resourceTag: 'pumps',
  models: ['pump-v1'],
  alarmEmail: 'operations@example.com',
});

new CfnOutput(stack, 'Bundles', { value: fleet.bucketName });
