import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TestCloud } from '../deployment/test-cloud';
import { createIdentity, type Identity } from '../devices/identity';

/** Files for a client that reads its certificate from disk. */
export interface ClientFiles {
  readonly rootCa: string;
  readonly certificate: string;
  readonly privateKey: string;
}

/** Writes an identity, and the root CA, to files which only their owner can read. */
export async function writeClientFiles(
  { folder, cloud }: TestCloud,
  name: string,
  { certificate, privateKey }: Identity,
): Promise<ClientFiles> {
  const write = async (end: string, content: string): Promise<string> => {
    const path = join(folder, `${name}-${end}`);
    await writeFile(path, content, { mode: 0o600 });
    return path;
  };
  return {
    rootCa: await write('root-ca.pem', cloud.rootCa),
    certificate: await write('certificate.pem', certificate),
    privateKey: await write('private.key', privateKey),
  };
}

/** Makes a certificate that may do whatever `statements` allow. */
export async function makeCertificate(
  testCloud: TestCloud,
  name: string,
  statements: readonly object[],
): Promise<ClientFiles> {
  const { iot } = testCloud;
  const policyDocument = JSON.stringify({ Version: '2012-10-17', Statement: statements });
  await iot.createPolicy({ policyName: name, policyDocument });
  return writeClientFiles(testCloud, name, await createIdentity(iot, name));
}

/** The ARN of a topic, a topic filter or a client of the cloud. */
export function arnOf({ cloud: { endpoints } }: TestCloud, resource: string): string {
  return `arn:aws:iot:${endpoints.region}:${endpoints.accountId}:${resource}`;
}
