import { App, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator } from 'aws-cdk-lib/aws-cloudwatch';
import { ManagedPolicy, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { FleetProvisioning, thisThing } from '@fleet/cdk';

// A fleet by the rules of a company: its key, its permissions boundary, its retention of logs, a table that outlives the
// stack. Devices may also publish raw data, and a factory of the app may download the bundles.
const app = new App();
const stack = new Stack(app, 'Meters', { terminationProtection: true });

const permissionsBoundary = new ManagedPolicy(stack, 'Boundary', {
  statements: [new PolicyStatement({ notActions: ['iam:*', 'organizations:*'], resources: ['*'] })],
});

const fleet = new FleetProvisioning(stack, 'Fleet', {
  resourceTag: 'meters',
  models: ['meter-v1', 'meter-v2'],
  provisioning: 'allowlist',
  policyMode: 'strict',
  encryptionKey: new Key(stack, 'Key', { enableKeyRotation: true }),
  permissionsBoundary,
  logRetention: RetentionDays.ONE_YEAR,
  tableRemovalPolicy: RemovalPolicy.RETAIN,
  reservedWords: ['raw'],
  deviceStatements: [{ actions: ['iot:Publish'], resources: [`topic/raw/${thisThing}/*`] }],
});

const factory = new Role(stack, 'Factory', { assumedBy: new ServicePrincipal('ec2.amazonaws.com') });
fleet.grantReadBundles(factory);
fleet.grantProvisioningDecisions(factory);

new Alarm(stack, 'NobodyJoins', {
  metric: fleet.metricProvisioned(),
  threshold: 1,
  evaluationPeriods: 12,
  comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
});
