import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { bundleFiles } from '@fleet/fleet-contract';
import { startAgent, type ManagedProcess } from '@fleet/local-fleet';
import { ResourceStack } from '@fleet/resource-stack';
import { DeployedFleet } from '../deployment/deployed-fleet';
import { startDeployedCloud } from '../deployment/test-cloud';
import { certificateIdOf } from '../devices/identity';
import { readIdentityFolder } from '../kill/trial-device';
import { OlderRelease } from './older-release';

const hour = 3_600_000;
const serial = 'updated-in-place';

/** As the page on the agent says: the new file takes the name of the old one, and the agent is restarted. */
describe('an agent that is updated in place', () => {
  const resources = new ResourceStack();
  let fleet: DeployedFleet;
  let folder: string;
  let older: string;
  let todays: string;

  beforeAll(async () => {
    const cloud = await startDeployedCloud(resources);
    fleet = new DeployedFleet(cloud);
    folder = await fleet.unpackBundle(serial);
    older = (await OlderRelease.unpack('bbfbb28', join(cloud.folder, 'older'))).agent;
    todays = await readFile(join(folder, bundleFiles.agent), 'utf8');
    expect(older).not.toBe(todays);
  });
  afterAll(() => resources.dispose());

  const current = async () => certificateIdOf((await readIdentityFolder({ folder })).identity);
  async function install(program: string): Promise<void> {
    await writeFile(join(folder, 'agent.js.new'), program);
    await rename(join(folder, 'agent.js.new'), join(folder, bundleFiles.agent));
  }
  async function run(): Promise<ManagedProcess> {
    const running = startAgent(folder, ['run', '--rotation-spread', '0'], { resources });
    await running.line((line) => (line.includes('"listening"') ? true : undefined));
    return running;
  }
  /** By the agent that lies there now. */
  async function rotate(): Promise<void> {
    const before = await current();
    await fleet.proven(serial, before);
    await fleet.registry.grantPermit(serial, 'rotate', new Date(Date.now() + hour));
    await startAgent(folder, ['rotate'], { resources }).succeed();
    expect(await current()).not.toBe(before);
  }

  it('goes on with its identity, and rotates', async () => {
    await install(older);
    const running = await run();
    const certificate = await current();
    await install(todays);
    expect(await running.stop()).toBe(0);
    const updated = await run();
    expect(await current()).toBe(certificate);
    expect(await updated.stop()).toBe(0);
    await rotate();
  });

  it('goes back to the older one, which goes on with the identity of the newer, and rotates', async () => {
    const certificate = await current();
    await install(older);
    const running = await run();
    expect(await current()).toBe(certificate);
    expect(await running.stop()).toBe(0);
    await rotate();
  });

  it('finds its identity when a new bundle was unzipped over its folder', async () => {
    const certificate = await current();
    await fleet.unpackBundle(serial);
    const provision = startAgent(folder, ['provision'], { resources });
    await provision.succeed();
    expect(provision.stdout.join('')).toContain('"alreadyProvisioned":true');
    expect(await current()).toBe(certificate);
  });
});
