import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { ResourceStack } from '@fleet/resource-stack';
import * as z from 'zod';
import { DeployedFleet, freshClaimClientId } from '../deployment/deployed-fleet';
import { startDeployedCloud, type TestCloud } from '../deployment/test-cloud';
import { workspaceRoot } from '../workspace';
import { writeClientFiles } from './client-certificate';
import { foundClient, runProgram, type ProgramResult } from './foreign-client';

const program = join(workspaceRoot, 'apps', 'fleet-e2e', 'src', 'foreign-clients', 'paho_device.py');
const provisioned = z.object({ thingName: z.string(), certificateId: z.string() });

describe('a device in Python, with the client library of Eclipse Paho', () => {
  const resources = new ResourceStack();
  let testCloud: TestCloud;
  let fleet: DeployedFleet;

  beforeAll(async () => {
    testCloud = await startDeployedCloud(resources);
    fleet = new DeployedFleet(testCloud);
  });

  afterAll(() => resources.dispose());

  async function boot(parameters: Readonly<Record<string, string>>): Promise<ProgramResult> {
    const files = await writeClientFiles(testCloud, 'claim', await fleet.claim());
    const { host, port } = testCloud.cloud.endpoints.mqtt;
    return runProgram(resources, foundClient('paho').program, [
      program,
      ...['--host', host, '--port', String(port), '--root-ca', files.rootCa],
      ...['--certificate', files.certificate, '--private-key', files.privateKey],
      ...['--template', fleet.names.provisioningTemplate, '--parameters', JSON.stringify(parameters)],
      ...['--claim-client-id', freshClaimClientId(), '--topic', 'dt/THING/telemetry'],
      ...['--folder', testCloud.folder],
    ]);
  }

  it('is refused with the reason that the hook gives', async () => {
    const { exitCode, stderr } = await boot({ SerialNumber: '+' });
    expect(exitCode).toBe(1);
    expect(stderr).toContain('Refused: $aws/provisioning-templates/');
    expect(stderr).toContain("'statusCode': 403");
  });

  it('exchanges its claim, connects as itself, and is proven by that', async () => {
    const { exitCode, stdout, stderr } = await boot({ SerialNumber: 'python-1' });
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    const { thingName, certificateId } = provisioned.parse(JSON.parse(stdout));
    expect(thingName).toBe('python-1');
    await fleet.proven('python-1', certificateId);
    expect((await stat(join(testCloud.folder, 'device.key'))).mode & 0o777).toBe(0o600);
  });
});
