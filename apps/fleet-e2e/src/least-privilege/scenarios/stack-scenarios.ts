import assert from 'node:assert/strict';
import { generateIdentityKey } from '@fleet/certificate-request';
import { modelObjectKeys } from '@fleet/fleet-contract';
import { callCustomResource } from '../custom-resource-calls';
import { newSerial, type LeastPrivilegeGround } from '../least-privilege-ground';
import { permissions, scenario } from '../scenario';
import { removeDevice } from '../trial-devices';

let models = 0;
/** A model that has no claim yet. */
export function newModel(): string {
  models += 1;
  return `trial-${models}`;
}

/** What the stack hands to the claim resource, for one model. */
export async function claimProperties(ground: LeastPrivilegeGround, model: string) {
  const { clients, fleet, stack, accountId, region } = ground;
  const agentBucket = `cdk-hnb659fds-assets-${accountId}-${region}`;
  const { Contents = [] } = await clients.s3.listObjectsV2({ Bucket: agentBucket });
  const agentKey = Contents.find(({ Key = '' }) => Key.endsWith('.js'))?.Key;
  assert(agentKey !== undefined, 'The agent is an asset of the stack');
  return {
    ResourceTag: fleet.names.resourceTag,
    Models: [model],
    BucketName: stack.physicalName('BundlesBucket'),
    TableName: fleet.names.devicesTable,
    AgentBucket: agentBucket,
    AgentKey: agentKey,
    RotationDays: '360',
    GraceDays: '14',
    SpreadDays: '7',
  };
}

/** Asks the claim resource for the claim of a model. */
export async function provideClaim(ground: LeastPrivilegeGround, model: string): Promise<void> {
  await callCustomResource(ground, ground.fleet.names.claimFunction, {
    RequestType: 'Create',
    ResourceProperties: await claimProperties(ground, model),
  });
}

const newClaim = scenario({
  title: 'a deploy adds a model',
  needs: {
    'CloudFormation is told that its claim is there': permissions('ClaimsFunctionRole', {
      'cdk-hnb659fds-assets/*.js': ['s3:GetObject'],
      'BundlesBucket/models/*': ['s3:GetObject', 's3:PutObject'],
      BundlesBucket: ['s3:ListBucket'],
      'table/DevicesTable': ['dynamodb:PutItem'],
      'cert/*': ['iot:AttachPolicy', 'iot:UpdateCertificate'],
      '*': ['iot:CreateCertificateFromCsr', 'iot:DescribeEndpoint'],
    }),
  },
  prepare: (ground) =>
    Promise.resolve({
      steps: { 'CloudFormation is told that its claim is there': () => provideClaim(ground, newModel()) },
    }),
});

const interruptedClaim = scenario({
  title: 'a deploy goes on after one that was cut off when the key of a claim was stored',
  needs: {
    'CloudFormation is told that the claim is there': permissions('ClaimsFunctionRole', {
      '*': ['iot:ListCertificates'],
    }),
  },
  async prepare(ground) {
    const model = newModel();
    await ground.clients.s3.putObject({
      Bucket: ground.stack.physicalName('BundlesBucket'),
      Key: modelObjectKeys(model).claimPrivateKey,
      Body: generateIdentityKey(),
    });
    return { steps: { 'CloudFormation is told that the claim is there': () => provideClaim(ground, model) } };
  },
});

const knownClaim = scenario({
  title: 'a deploy finds a claim that an earlier one has made',
  needs: {
    'CloudFormation is told that the claim is there': permissions('ClaimsFunctionRole', {
      'cert/*': ['iot:DescribeCertificate'],
    }),
  },
  async prepare(ground) {
    const model = newModel();
    await provideClaim(ground, model);
    return { steps: { 'CloudFormation is told that the claim is there': () => provideClaim(ground, model) } };
  },
});

const guardedStack = scenario({
  title: 'a stack is to be deleted while it has a device',
  needs: {
    'CloudFormation is told of the device': permissions('ClaimsFunctionRole', {
      'thinggroup/PoliciesGroup': ['iot:ListThingsInThingGroup'],
      'policy/PoliciesProduction': ['iot:ListTargetsForPolicy'],
    }),
  },
  async prepare(ground) {
    const { claimFunction, resourceTag } = ground.fleet.names;
    const serial = newSerial();
    await ground.fleet.provisionUnproven(serial);
    const properties = await claimProperties(ground, 'model-1');
    return {
      steps: {
        'CloudFormation is told of the device': async () => {
          const deleted = callCustomResource(ground, claimFunction, {
            RequestType: 'Delete',
            PhysicalResourceId: `${resourceTag}-claims`,
            ResourceProperties: properties,
          });
          await deleted.then(
            () => assert.fail('The claims were deleted'),
            (error: unknown) => {
              if (!(error instanceof Error && error.message.includes('Devices of this fleet still exist'))) {
                throw error;
              }
            },
          );
        },
      },
      tidy: () => removeDevice(ground, serial),
    };
  },
});

const fleetIndex = scenario({
  title: 'a deploy finds the fleet index off',
  needs: {
    'CloudFormation is told that it is on': permissions('FleetIndexingFunctionRole', {
      'index/AWS_Things': ['iot:DescribeIndex'],
      '*': ['iot:GetIndexingConfiguration', 'iot:UpdateIndexingConfiguration'],
    }),
  },
  async prepare({ clients, ...ground }) {
    const before = await clients.iot.getIndexingConfiguration({});
    await clients.iot.updateIndexingConfiguration({
      thingIndexingConfiguration: { thingIndexingMode: 'OFF' },
    });
    return {
      steps: {
        'CloudFormation is told that it is on': () =>
          callCustomResource({ clients, ...ground }, ground.fleet.names.fleetIndexing, {
            RequestType: 'Create',
            ResourceProperties: {},
          }),
      },
      tidy: () =>
        clients.iot.updateIndexingConfiguration({
          thingIndexingConfiguration: before.thingIndexingConfiguration,
        }),
    };
  },
});

/** What deploys and deletions ask of the functions behind custom resources. */
export const stackScenarios = [newClaim, interruptedClaim, knownClaim, guardedStack, fleetIndex];
