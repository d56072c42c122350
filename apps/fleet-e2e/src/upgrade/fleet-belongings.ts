import { createHash } from 'node:crypto';
import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { paginateListCertificates } from '@aws-sdk/client-iot';
import { Lambda } from '@aws-sdk/client-lambda';
import { S3 } from '@aws-sdk/client-s3';
import type { FleetNames } from '@fleet/fleet-contract';
import { sdkSettings, stackOutputs } from '@fleet/local-fleet';
import type { DeployedFleet } from '../deployment/deployed-fleet';
import type { TestCloud } from '../deployment/test-cloud';
import type { FleetStackInCloud } from './fleet-stack';

type Words = Readonly<Record<string, string>>;

/** What devices live off, and what they are: no deploy may change any of it, and none that fails. */
export interface Belongings {
  /** By logical id. */
  readonly resources: Words;
  /** Digests of keys, certificates and records of the claims, by their object keys. */
  readonly claims: Words;
  /** By id: the state, the policies, the things. */
  readonly certificates: Words;
  /** By serial: the state, what is current, and what was issued. */
  readonly devices: Words;
}

/** Reads what a fleet has at one moment. */
export class FleetBelongings {
  constructor(
    private readonly testCloud: TestCloud,
    private readonly fleet: DeployedFleet,
    private readonly stack: FleetStackInCloud,
  ) {}

  async all(): Promise<Belongings> {
    return {
      resources: Object.fromEntries(await this.stack.physicalNames()),
      claims: await this.claims(),
      certificates: await this.certificates(),
      devices: await this.devices(),
    };
  }

  /** What is left of what there was. */
  async of(before: Belongings): Promise<Belongings> {
    const now = await this.all();
    return {
      resources: sameKeys(now.resources, before.resources),
      claims: sameKeys(now.claims, before.claims),
      certificates: sameKeys(now.certificates, before.certificates),
      devices: sameKeys(now.devices, before.devices),
    };
  }

  /** What a deploy changes, and its roll-back has to bring back: documents in force, and digests of code. */
  async release(): Promise<Words> {
    const { iot, cloud } = this.testCloud;
    const { names } = this.fleet;
    const lambda = new Lambda(sdkSettings(cloud.endpoints));
    try {
      return {
        ...(await recordOf([names.provisioningTemplate, names.rotationTemplate], async (templateName) => {
          const { templateBody, enabled } = await iot.describeProvisioningTemplate({ templateName });
          return `${enabled} ${templateBody}`;
        })),
        ...(await recordOf([names.bootstrapPolicy, names.productionPolicy], async (policyName) => {
          const { policyDocument } = await iot.getPolicy({ policyName });
          return String(policyDocument);
        })),
        ...(await recordOf(releasedFunctions(names), async (name) => {
          const configuration = await lambda.getFunctionConfiguration({ FunctionName: name });
          return String(configuration.CodeSha256);
        })),
      };
    } finally {
      lambda.destroy();
    }
  }

  private async claims(): Promise<Words> {
    const { endpoints } = this.testCloud.cloud;
    const { BucketName: bucket } = await stackOutputs(endpoints, this.fleet.names.resourceTag);
    const s3 = new S3({ ...sdkSettings(endpoints), forcePathStyle: true });
    try {
      const { Contents = [] } = await s3.listObjectsV2({ Bucket: bucket, Prefix: 'models/' });
      const keys = Contents.flatMap(({ Key = '' }) => (Key.includes('/claim/') ? [Key] : []));
      return await recordOf(keys, async (key) => {
        const { Body } = await s3.getObject({ Bucket: bucket, Key: key });
        return createHash('sha256')
          .update((await Body?.transformToByteArray()) ?? '')
          .digest('hex');
      });
    } finally {
      s3.destroy();
    }
  }

  private async certificates(): Promise<Words> {
    const { iot } = this.testCloud;
    const arns = new Map<string, string>();
    const states = new Map<string, string>();
    for await (const { certificates = [] } of paginateListCertificates({ client: iot }, { pageSize: 250 })) {
      for (const { certificateId = '', certificateArn = '', status = '' } of certificates) {
        arns.set(certificateId, certificateArn);
        states.set(certificateId, status);
      }
    }
    return recordOf([...arns.keys()], async (id) => {
      const { policies = [] } = await iot.listAttachedPolicies({ target: arns.get(id) });
      const { things = [] } = await iot.listPrincipalThings({ principal: arns.get(id) });
      return [states.get(id), ...policies.map(({ policyName }) => policyName), ...things].join(' ');
    });
  }

  private async devices(): Promise<Words> {
    const dynamoDb = new DynamoDB(sdkSettings(this.testCloud.cloud.endpoints));
    try {
      const { Items = [] } = await dynamoDb.scan({ TableName: this.fleet.names.devicesTable });
      const keys = Items.flatMap(({ pk }) => (pk?.S?.startsWith('device#') === true ? [pk.S.slice(7)] : []));
      return await recordOf(keys, async (serial) => {
        const record = await this.fleet.registry.find(serial);
        const issued = record?.certificates.map(({ certificateId }) => certificateId) ?? [];
        return [record?.state, `current ${record?.current}`, ...issued].join(' ');
      });
    } finally {
      dynamoDb.destroy();
    }
  }
}

async function recordOf(keys: readonly string[], value: (key: string) => Promise<string>): Promise<Words> {
  const entries: [string, string][] = [];
  for (const key of keys) {
    entries.push([key, await value(key)]);
  }
  return Object.fromEntries(entries);
}

function sameKeys(now: Words, before: Words): Words {
  return Object.fromEntries(Object.entries(now).filter(([key]) => key in before));
}

function releasedFunctions(names: FleetNames): readonly string[] {
  const { provisionHook, rotationHook, proofHandler, claimFunction, rotationMonitor, fleetIndexing } = names;
  return [provisionHook, rotationHook, proofHandler, claimFunction, rotationMonitor, fleetIndexing];
}
