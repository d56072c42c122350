import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { IAM } from '@aws-sdk/client-iam';
import { IoT } from '@aws-sdk/client-iot';
import { IoTDataPlane } from '@aws-sdk/client-iot-data-plane';
import { STS } from '@aws-sdk/client-sts';
import { sdkSettings, startLocalCloud } from '@fleet/local-fleet';
import type { ResourceStack } from '@fleet/resource-stack';
import * as z from 'zod';

/** The folder with nx.json. */
const workspaceRoot = join(__dirname, '..', '..', '..');

const target = z.enum(['local-cloud', 'aws']).default('local-cloud');

/** What every name begins with that the tests give. */
export const namesBeginWith = 'iot_conformance_';

/** An account that the tests may use: of AWS, or of a local-cloud that they start. */
export interface CloudUnderTest {
  /** What the tests make, and end or remove before the cloud ends. */
  readonly resources: ResourceStack;
  readonly iot: IoT;
  readonly iotData: IoTDataPlane;
  readonly iam: IAM;
  readonly accountId: string;
  readonly region: string;
  readonly mqtt: { readonly host: string; readonly port: number; readonly ca?: string };
  /** A name that nothing else in the account has. It has letters, digits and underscores, as every name may. */
  readonly freshName: (of: string) => string;
}

/** The account of AWS if `CONFORMANCE_TARGET` is `aws`, else that of a local-cloud of its own. */
export async function cloudUnderTest(resources: ResourceStack): Promise<CloudUnderTest> {
  const cloud =
    target.parse(process.env['CONFORMANCE_TARGET']) === 'aws'
      ? await accountOfAws(resources)
      : await localAccount(resources);
  const run = randomBytes(4).toString('hex');
  let count = 0;
  const freshName = (of: string): string => `${namesBeginWith}${run}_${of}${(count += 1)}`;
  return { ...cloud, resources, freshName };
}

type Account = Omit<CloudUnderTest, 'resources' | 'freshName'>;

async function accountOfAws(resources: ResourceStack): Promise<Account> {
  const clients = { iot: new IoT(), iotData: new IoTDataPlane(), iam: new IAM(), sts: new STS() };
  resources.defer(() => Object.values(clients).forEach((client) => client.destroy()));
  const { iot, iotData, iam, sts } = clients;
  const { Account: accountId = '' } = await sts.getCallerIdentity();
  const { endpointAddress: host = '' } = await iot.describeEndpoint({ endpointType: 'iot:Data-ATS' });
  return { iot, iotData, iam, accountId, region: await iot.config.region(), mqtt: { host, port: 8883 } };
}

async function localAccount(resources: ResourceStack): Promise<Account> {
  const dataDirectory = await resources.acquire(
    () => mkdtemp(join(tmpdir(), 'iot-conformance-')),
    (folder) => rm(folder, { recursive: true }),
  );
  const { endpoints, rootCa } = await startLocalCloud({
    workspaceRoot,
    resources,
    dataDirectory,
    port: 0,
    mqttPort: 0,
  });
  const settings = sdkSettings(endpoints);
  const clients = {
    iot: new IoT(settings),
    iotData: new IoTDataPlane(settings),
    iam: new IAM(settings),
  };
  resources.defer(() => Object.values(clients).forEach((client) => client.destroy()));
  const { accountId, region, mqtt } = endpoints;
  return { ...clients, accountId, region, mqtt: { ...mqtt, ca: rootCa } };
}
