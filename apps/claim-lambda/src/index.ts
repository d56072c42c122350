import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DescribeEndpointCommand, IoTClient } from '@aws-sdk/client-iot';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { dynamoDbDeviceRegistry } from '@fleet/device-registry';
import { bundleFiles, fleetNames, type DeviceConfigFile } from '@fleet/fleet-contract';
import { pino } from 'pino';
import { amazonRootCas } from './bundle/amazon-root-cas';
import type { AgentNotices } from './bundle/client-bundle';
import { ClaimAuthority } from './claim/claim-authority';
import { ClaimCertificateStore } from './claim/claim-certificate-store';
import { IncompleteAnswerError } from './claim/incomplete-answer';
import type { ClaimProperties } from './claim-properties';
import type { FleetClaims } from './fleet-claims';
import { claimResourceHandler } from './handler';
import { removePolicies } from './policy-removal';
import { findRemainingDevices } from './remaining-devices';
import { versionsHandler } from './versions/versions-handler';

const log = pino({ name: 'claim-lambda' });
const iot = new IoTClient({});
const s3 = new S3Client({});
const dynamoDb = new DynamoDBClient({});

/** Entry of the Lambda function behind the stack's `Custom::FleetClaims` resource. */
export const handler = claimResourceHandler({ fleetOf, log });

/** Entry of the Lambda function behind the stack's `Custom::FleetOldVersions` resource. */
export const oldVersions = versionsHandler({ iot, log });

function fleetOf(properties: ClaimProperties): FleetClaims {
  const names = fleetNames(properties.ResourceTag);
  return {
    issuing: {
      store: new ClaimCertificateStore(s3, properties.BucketName),
      authority: new ClaimAuthority(iot, names.bootstrapPolicy),
      register: dynamoDbDeviceRegistry({ client: dynamoDb, tableName: properties.TableName }),
      now: () => new Date(),
      log,
    },
    agent: () => readAgent(properties),
    notices: readNotices,
    deviceConfig: () => deviceConfig(properties),
    rootCa: () => (properties.RootCa === '' ? amazonRootCas() : properties.RootCa),
    remainingDevices: () => findRemainingDevices(iot, names),
    removePolicies: () =>
      removePolicies({
        iot,
        policyNames: [names.bootstrapPolicy, names.productionPolicy],
        pause: setTimeout,
        log,
      }),
    log,
  };
}

async function readAgent({ AgentBucket, AgentKey }: ClaimProperties): Promise<Uint8Array> {
  const object = await s3.send(new GetObjectCommand({ Bucket: AgentBucket, Key: AgentKey }));
  if (object.Body === undefined) {
    throw new IncompleteAnswerError(`s3://${AgentBucket}/${AgentKey} came without a body`);
  }
  return object.Body.transformToByteArray();
}

/** The build puts them beside this function: they are of the agent of the same release. */
async function readNotices(): Promise<AgentNotices> {
  const read = (name: string) => readFile(join(__dirname, 'agent', name));
  const [licenses, softwareBill] = await Promise.all([
    read(bundleFiles.thirdPartyLicenses),
    read(bundleFiles.softwareBill),
  ]);
  return { licenses, softwareBill };
}

async function deviceConfig(properties: ClaimProperties): Promise<DeviceConfigFile> {
  const names = fleetNames(properties.ResourceTag);
  const { endpointAddress } = await iot.send(new DescribeEndpointCommand({ endpointType: 'iot:Data-ATS' }));
  if (endpointAddress === undefined) {
    throw new IncompleteAnswerError('DescribeEndpoint answered without an address');
  }
  const inCerts = (path: string) => path.slice(path.lastIndexOf('/') + 1);
  return {
    endpoint: endpointAddress,
    provisioningTemplate: names.provisioningTemplate,
    rotationTemplate: names.rotationTemplate,
    certificates: {
      directory: bundleFiles.rootCa.slice(0, bundleFiles.rootCa.lastIndexOf('/')),
      claimCertificate: inCerts(bundleFiles.claimCertificate),
      claimPrivateKey: inCerts(bundleFiles.claimPrivateKey),
      rootCa: inCerts(bundleFiles.rootCa),
    },
    rotationDays: properties.RotationDays,
    graceDays: properties.GraceDays,
    spreadDays: properties.SpreadDays,
  };
}
