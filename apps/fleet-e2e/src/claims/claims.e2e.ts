import { join } from 'node:path';
import { ResourceNotFoundException } from '@aws-sdk/client-iot';
import { eventually } from '@fleet/eventually';
import { synthesiseFleet } from '@fleet/local-fleet';
import { ResourceStack } from '@fleet/resource-stack';
import { DeployedFleet, freshClaimClientId } from '../deployment/deployed-fleet';
import { operate, startDeployedCloud, type TestCloud } from '../deployment/test-cloud';
import { certificateIdOf, type Identity } from '../devices/identity';
import { hasConnected, obtainCertificate, register, type PendingCertificate } from '../devices/registration';
import { runFleetCli, type CommandEnd } from '../fleet-cli/command';
import { workspaceRoot } from '../workspace';

const model = 'model-1';

/** What an operator does with claims from the first doubt to the last trace, and what devices in boxes feel of it. */
describe('the claims of a fleet', () => {
  const resources = new ResourceStack();
  let testCloud: TestCloud;
  let fleet: DeployedFleet;
  /** The claim in the devices that are in boxes. */
  let first: Identity;
  /** Somebody who has that claim, too, has registered a serial of a device in a box, and waits. */
  let thief: PendingCertificate;

  beforeAll(async () => {
    testCloud = await startDeployedCloud(resources);
    fleet = new DeployedFleet(testCloud);
    first = await fleet.claim();
    thief = await provisionUnproven(first, 'in-a-box-3');
    // Nobody waits for it to be let in.
    hasConnected(thief);
  });
  afterAll(() => resources.dispose());

  /** Has the claim register a certificate for the serial. */
  async function provisionUnproven(claim: Identity, serial: string): Promise<PendingCertificate> {
    const session = await fleet.connect(claim, { clientId: freshClaimClientId() });
    const certificate = await obtainCertificate(session);
    await register(session, fleet.names.provisioningTemplate, certificate, { SerialNumber: serial });
    await session.close();
    return certificate;
  }
  async function provision(claim: Identity, serial: string): Promise<void> {
    const identity = await provisionUnproven(claim, serial);
    await fleet.connect(identity, { clientId: serial });
    await fleet.proven(serial, identity.certificateId);
  }
  const setStatus = (claim: Identity, newStatus: 'ACTIVE' | 'INACTIVE') =>
    testCloud.iot.updateCertificate({ certificateId: certificateIdOf(claim), newStatus });
  const isRefused = (identity: Identity, clientId: string) =>
    eventually('refusal of a certificate', () =>
      fleet.connect(identity, { clientId }).then(
        (session) => session.close().then(() => undefined),
        () => true,
      ),
    );
  /** That of the configuration that was deployed last. */
  let environment: NodeJS.ProcessEnv;
  const claims = (...command: string[]): Promise<CommandEnd> =>
    runFleetCli({ resources, environment }, 'claims', ...command, '--local');

  let folders = 0;
  /** Deploys the fleet with another configuration. @returns what the operator reads */
  async function deploy(change: { readonly claimGeneration?: number; readonly graceDays?: number }) {
    folders += 1;
    environment = await synthesiseFleet(
      { models: [model], ...change },
      join(testCloud.folder, `fleet-${folders}`),
      { workspaceRoot, resources, environment: testCloud.cloud.environment },
    );
    const deployment = operate(testCloud, ['deploy'], environment);
    await deployment.succeed();
    return deployment.stdout.concat(deployment.stderr);
  }

  it('outlive a deploy while they are paused, which names them, and provision again after that', async () => {
    await setStatus(first, 'INACTIVE');
    await isRefused(first, freshClaimClientId());
    const read = await deploy({ graceDays: 13 });
    expect(read.join('\n')).toContain(
      'these were left as they are, and their bundles too: The claim of model-1, generation 1, is paused: its certificate is INACTIVE.',
    );
    await setStatus(first, 'ACTIVE');
    await provision(first, 'in-a-box-1');
  });

  let second: Identity;

  it('overlap when the generation is raised: devices with the first and with the second provision', async () => {
    const read = await deploy({ claimGeneration: 2, graceDays: 14 });
    expect(read.join('\n')).not.toContain('left as they are');
    second = await new DeployedFleet(testCloud).claim();
    expect(second.certificate).not.toBe(first.certificate);
    await provision(first, 'in-a-box-2');
    await provision(second, 'flashed-1');
    const { stdout } = await claims('list', '--json');
    expect(stdout.map((line): unknown => JSON.parse(line))).toEqual([
      expect.objectContaining({ model, generation: 1, status: 'ACTIVE', joined: 2, unproven: 1 }),
      expect.objectContaining({ model, generation: 2, status: 'ACTIVE', joined: 1, unproven: 0 }),
    ]);
  });

  it('end one by one: who has the revoked one cannot provision, nor prove what it was issued', async () => {
    expect(await claims('revoke', model, '--yes')).toMatchObject({
      exitCode: 3,
      stderr: [expect.stringContaining('say which one. What to do: add --generation NUMBER.')],
    });
    const revoked = await claims('revoke', model, '--generation', '1', '--since', '2020-01-01', '--yes');
    expect(revoked).toMatchObject({ exitCode: 0 });
    expect(revoked.stdout.toSorted()).toEqual([
      'The claim of model-1, generation 1, is revoked: 4 devices read, 2 joined with it, 1 unproven certificate retired, 0 failed.',
      expect.stringMatching(/^joined in-a-box-1 .* in force$/),
      expect.stringMatching(/^joined in-a-box-2 .* in force$/),
      expect.stringMatching(/^retired .* of in-a-box-3, never proven$/),
    ]);
    expect(revoked.stderr.at(-1)).toContain('The configuration has claimGeneration 2 already');
    await isRefused(first, freshClaimClientId());
    await isRefused(thief, 'in-a-box-3');
    expect((await fleet.registry.find('in-a-box-3'))?.current).toBeUndefined();
    await provision(second, 'in-a-box-3');
  });

  it('are deleted by name alone, once a later one has succeeded them', async () => {
    expect((await claims('retire', model, '--generation', '2', '--yes')).exitCode).toBe(3);
    expect(await claims('retire', model, '--generation', '1', '--yes')).toMatchObject({
      exitCode: 0,
      stdout: ['The claim of model-1, generation 1, is deleted.'],
    });
    await expect(
      testCloud.iot.describeCertificate({ certificateId: certificateIdOf(first) }),
    ).rejects.toBeInstanceOf(ResourceNotFoundException);
    await provision(second, 'flashed-2');
  });
});
