import { existsSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { bundleFiles } from '@fleet/fleet-contract';
import { startAgent, type Command } from '@fleet/local-fleet';
import { ResourceStack } from '@fleet/resource-stack';
import { DeployedFleet } from '../deployment/deployed-fleet';
import { startDeployedCloud } from '../deployment/test-cloud';
import { certificateIdOf } from '../devices/identity';
import { readIdentityFolder } from '../kill/trial-device';

const hour = 3_600_000;
const serial = 'without-claim-1';

/** From the day on which its claim goes to the one on which it would have needed it. */
describe('a device that does not keep its claim', () => {
  const resources = new ResourceStack();
  let fleet: DeployedFleet;
  let folder: string;

  beforeAll(async () => {
    fleet = new DeployedFleet(await startDeployedCloud(resources));
    folder = await fleet.unpackBundle(serial);
    const path = join(folder, bundleFiles.machineConfig);
    const machine: unknown = JSON.parse(await readFile(path, 'utf8'));
    await writeFile(path, JSON.stringify({ ...Object(machine), claim: 'remove-after-proof' }));
  });
  afterAll(() => resources.dispose());

  const agent = (...command: Command) => startAgent(folder, command, { resources });
  const claimFiles = () =>
    [bundleFiles.claimPrivateKey, bundleFiles.claimCertificate].filter((name) =>
      existsSync(join(folder, name)),
    );
  const current = async () => certificateIdOf((await readIdentityFolder({ folder })).identity);

  it('has it removed when its own certificate is proven, and says so', async () => {
    expect(claimFiles()).toHaveLength(2);
    const provision = agent('provision');
    await provision.succeed();
    expect(claimFiles()).toEqual([]);
    await fleet.proven(serial, await current());
    const status = agent('status');
    await status.succeed();
    expect(status.stdout.join('')).toContain('removed, the device cannot ask for another certificate');
  });

  it('connects and rotates as every other device', async () => {
    const before = await current();
    await fleet.registry.grantPermit(serial, 'rotate', new Date(Date.now() + hour));
    await agent('rotate').succeed();
    const after = await current();
    expect(after).not.toBe(before);
    await fleet.proven(serial, after);
    const running = agent('run');
    await running.line((line) => (line.includes('"listening"') ? true : undefined));
    expect(await running.stop()).toBe(0);
  });

  it('is brought back by no permit once it has lost its identity, and says what it needs', async () => {
    await rm(join(folder, 'identity'), { recursive: true });
    await fleet.registry.grantPermit(serial, 'reprovision', new Date(Date.now() + hour));
    const provision = agent('provision');
    expect(await provision.exit()).toBe(2);
    expect(provision.stderr.join('\n')).toContain('no permit brings back a device that has neither');
  });

  it('provisions with that permit when it gets its claim again, which goes as the first one did', async () => {
    const claim = await fleet.claim();
    await writeFile(join(folder, bundleFiles.claimCertificate), claim.certificate);
    await writeFile(join(folder, bundleFiles.claimPrivateKey), claim.privateKey, { mode: 0o600 });
    await agent('provision').succeed();
    await fleet.proven(serial, await current());
    expect(claimFiles()).toEqual([]);
  });
});
