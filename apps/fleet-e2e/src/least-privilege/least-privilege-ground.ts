import { randomUUID } from 'node:crypto';
import { CloudFormation } from '@aws-sdk/client-cloudformation';
import { IAM } from '@aws-sdk/client-iam';
import { Lambda } from '@aws-sdk/client-lambda';
import { S3 } from '@aws-sdk/client-s3';
import { Scheduler } from '@aws-sdk/client-scheduler';
import { SQS } from '@aws-sdk/client-sqs';
import { sdkSettings } from '@fleet/local-fleet';
import { DeployedFleet } from '../deployment/deployed-fleet';
import type { TestCloud } from '../deployment/test-cloud';
import { CloudFaults } from '../faults/cloud-faults';
import { DeployedRoles } from './deployed-roles';
import { FailuresQueue } from './failures-queue';
import { StackResources } from './stack-resources';

/** A fleet in a cloud, its stack and roles, and clients of everything in it. */
export interface LeastPrivilegeGround {
  readonly testCloud: TestCloud;
  readonly fleet: DeployedFleet;
  readonly stack: StackResources;
  readonly roles: DeployedRoles;
  readonly faults: CloudFaults;
  readonly failures: FailuresQueue;
  readonly clients: Clients;
  readonly accountId: string;
  readonly region: string;
  /** The log groups of functions, by the names of their roles. */
  readonly logGroups: ReadonlyMap<string, string>;
}

type Clients = ReturnType<typeof clientsOf>;

function clientsOf({ cloud, resources, iot, logs, dynamoDb }: TestCloud) {
  const settings = sdkSettings(cloud.endpoints);
  const own = {
    cloudFormation: new CloudFormation(settings),
    iam: new IAM(settings),
    lambda: new Lambda(settings),
    s3: new S3({ ...settings, forcePathStyle: true }),
    scheduler: new Scheduler(settings),
    sqs: new SQS(settings),
  };
  resources.defer(() => Object.values(own).forEach((client) => client.destroy()));
  return { ...own, iot, logs, dynamoDb };
}

/** The ground of a fleet that stands in the cloud. */
export async function groundOf(
  testCloud: TestCloud,
  { resourceTag, bucket }: { readonly resourceTag?: string; readonly bucket?: string } = {},
): Promise<LeastPrivilegeGround> {
  const clients = clientsOf(testCloud);
  const fleet = new DeployedFleet(testCloud, resourceTag, bucket);
  const stack = await StackResources.read(clients.cloudFormation, fleet.names.stack);
  return {
    testCloud,
    fleet,
    stack,
    clients,
    accountId: testCloud.cloud.endpoints.accountId,
    region: testCloud.cloud.endpoints.region,
    roles: await DeployedRoles.read(clients.iam, stack),
    faults: new CloudFaults(testCloud.cloud),
    failures: new FailuresQueue(clients.sqs, stack.physicalName('ProofFailures')),
    logGroups: await logGroupsByRole(clients.lambda),
  };
}

async function logGroupsByRole(lambda: Lambda): Promise<ReadonlyMap<string, string>> {
  const { Functions = [] } = await lambda.listFunctions({});
  return new Map(
    Functions.map(({ FunctionName = '', Role = '' }) => [
      Role.slice(Role.lastIndexOf('/') + 1),
      `/aws/lambda/${FunctionName}`,
    ]),
  );
}

/** A serial that no other trial has. */
export function newSerial(): string {
  return `p-${randomUUID()}`;
}
