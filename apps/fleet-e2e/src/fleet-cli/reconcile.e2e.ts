import { confirmationTopic } from '@fleet/fleet-contract';
import { ResourceStack } from '@fleet/resource-stack';
import { eventually } from '@fleet/eventually';
import * as z from 'zod';
import { DeployedFleet } from '../deployment/deployed-fleet';
import { startDeployedCloud, type TestCloud } from '../deployment/test-cloud';
import { throttled, type MqttSession } from '../devices/mqtt-session';
import { obtainCertificate, register, type PendingCertificate } from '../devices/registration';
import { runFleetCli } from './command';
import { putBack, tableItems } from './put-back-table';

const difference = z.object({ serial: z.string(), outcome: z.string(), kind: z.string() });

/** The devices table is put back to an earlier state: devices have joined and rotated since then. */
describe('a devices table that was put back to an earlier state', () => {
  const resources = new ResourceStack();
  let testCloud: TestCloud;
  let fleet: DeployedFleet;
  /** The moment that the table was put back to. */
  let since: string;
  /** What each device holds, whatever the table says. */
  const held = new Map<string, PendingCertificate>();
  /** What rotates-1 had when the table was as it is put back, and replaced since. */
  let replaced: PendingCertificate;

  const devices = ['stays-1', 'rotates-1', 'never-says-1', 'half-1', 'joins-1'];

  const open = (serial: string, identity = held.get(serial)): Promise<MqttSession> => {
    if (identity === undefined) {
      throw new Error(`${serial} has no certificate`);
    }
    return eventually(`connection of ${serial}`, () =>
      fleet.connect(identity, { clientId: serial }).catch((error: unknown) => throttled(error)),
    );
  };

  /** Asks for another certificate over the one that the device holds, and proves it. */
  async function rotate(serial: string): Promise<void> {
    await fleet.registry.grantPermit(serial, 'rotate', new Date(Date.now() + 3_600_000));
    const session = await open(serial);
    const certificate = await obtainCertificate(session);
    await register(session, fleet.names.rotationTemplate, certificate, { SerialNumber: serial });
    await session.close();
    held.set(serial, certificate);
    await (await open(serial)).close();
    await fleet.proven(serial, certificate.certificateId);
  }

  /** The device says that it has its certificate, so that what it had before is retired at once. */
  async function confirm(serial: string): Promise<void> {
    const session = await open(serial);
    await session.publish(confirmationTopic(serial), Buffer.from('{}'), { qos: 1 });
    await session.close();
  }

  /** A claim asks for a serial, as a thief who has one would. */
  async function askWithClaim(serial: string): Promise<unknown> {
    const session = await fleet.connectClaim();
    const certificate = await obtainCertificate(session);
    return register(session, fleet.names.provisioningTemplate, certificate, { SerialNumber: serial });
  }

  async function reconcile(...options: string[]) {
    const commandLine = ['reconcile', '--since', since, ...options, '--local', '--json'];
    const end = await runFleetCli(testCloud.cloud, ...commandLine);
    expect(end).toMatchObject({ exitCode: 0 });
    return end.stdout.flatMap((line) => {
      const read = difference.safeParse(JSON.parse(line));
      return read.success && read.data.kind !== 'index-differs' ? [read.data] : [];
    });
  }

  beforeAll(async () => {
    testCloud = await startDeployedCloud(resources);
    fleet = new DeployedFleet(testCloud);
    const { dynamoDb, iot } = testCloud;
    const table = fleet.names.devicesTable;
    for (const serial of ['stays-1', 'rotates-1', 'never-says-1']) {
      const { identity, session } = await fleet.provision(serial);
      await session.close();
      held.set(serial, identity);
    }
    // Its registration falls before that moment, and its proof after it.
    held.set('half-1', await fleet.provisionUnproven('half-1'));
    const earlier = await tableItems(dynamoDb, table);
    since = new Date().toISOString();

    const { identity, session } = await fleet.provision('joins-1');
    await session.close();
    held.set('joins-1', identity);
    await (await open('half-1')).close();
    const before = held.get('rotates-1');
    if (before === undefined) {
      throw new Error('rotates-1 has no certificate');
    }
    replaced = before;
    await rotate('rotates-1');
    await rotate('never-says-1');
    await confirm('rotates-1');
    await eventually('retirement of what was replaced', async () => {
      const { certificateDescription } = await iot.describeCertificate({
        certificateId: replaced.certificateId,
      });
      return certificateDescription?.status === 'INACTIVE' || undefined;
    });
    await putBack(dynamoDb, table, earlier);
  });

  afterAll(() => resources.dispose());

  it('keeps no device from connecting, and lets the ones that it has lost not rotate', async () => {
    for (const serial of ['rotates-1', 'never-says-1', 'joins-1']) {
      const session = await open(serial);
      const certificate = await obtainCertificate(session);
      const asked = register(session, fleet.names.rotationTemplate, certificate, { SerialNumber: serial });
      await expect(asked).rejects.toMatchObject({ statusCode: 403 });
      await session.close();
    }
  });

  it('gives nobody the name of a device that it has lost, neither by a claim nor by what was replaced', async () => {
    for (const serial of ['rotates-1', 'never-says-1', 'joins-1']) {
      await expect(askWithClaim(serial)).rejects.toMatchObject({ statusCode: 403 });
    }
    await expect(fleet.connect(replaced, { clientId: 'rotates-1' })).rejects.toThrow();
  });

  it('is compared with the registry first, and nothing is changed', async () => {
    const before = await tableItems(testCloud.dynamoDb, fleet.names.devicesTable);
    const found = await eventually('all differences', async () => {
      const differences = await reconcile();
      return differences.filter(({ outcome }) => outcome === 'would-repair').length === 4
        ? differences
        : undefined;
    });
    expect(found.sort((one, other) => one.serial.localeCompare(other.serial))).toEqual([
      { serial: 'half-1', outcome: 'would-repair', kind: 'unproven-in-use' },
      { serial: 'joins-1', outcome: 'would-repair', kind: 'thing-without-record' },
      { serial: 'never-says-1', outcome: 'would-repair', kind: 'certificate-not-on-record' },
      { serial: 'rotates-1', outcome: 'would-repair', kind: 'certificate-not-on-record' },
    ]);
    expect(await tableItems(testCloud.dynamoDb, fleet.names.devicesTable)).toEqual(before);
  });

  it('is repaired then, and differs in nothing after that', async () => {
    expect((await reconcile('--repair', '--yes')).map(({ outcome }) => outcome)).toEqual(
      Array.from({ length: 4 }, () => 'repaired'),
    );
    expect(await reconcile()).toEqual([]);
    for (const serial of devices) {
      expect(await fleet.registry.find(serial)).toMatchObject({
        state: 'active',
        current: held.get(serial)?.certificateId,
      });
    }
  });

  it('has every device rotate again, and each name taken', async () => {
    for (const serial of devices) {
      await rotate(serial);
      await expect(askWithClaim(serial)).rejects.toMatchObject({ statusCode: 403 });
    }
    await expect(fleet.connect(replaced, { clientId: 'rotates-1' })).rejects.toThrow();
  });
});
