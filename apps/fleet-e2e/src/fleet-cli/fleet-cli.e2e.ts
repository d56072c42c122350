import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseFleetConfig } from '@fleet/fleet-contract';
import type { LocalCloudProcess } from '@fleet/local-fleet';
import { ResourceStack } from '@fleet/resource-stack';
import * as z from 'zod';
import { DeployedFleet } from '../deployment/deployed-fleet';
import { startDeployedCloud } from '../deployment/test-cloud';
import type { Identity } from '../devices/identity';
import type { MqttSession } from '../devices/mqtt-session';
import { throttled } from '../devices/mqtt-session';
import { PersistentClient } from '../devices/persistent-client';
import { obtainCertificate, register, type PendingCertificate } from '../devices/registration';
import { eventually } from '@fleet/eventually';
import { runFleetCli, type CommandEnd } from './command';
import { OlderStack } from './older-stack';

const blockedDevice = z.object({
  connection: z.object({
    outcome: z.literal('away'),
    // None where AWS IoT ends the connection before.
    firstCutMillis: z.number().nullable(),
    awaySinceMillis: z.number(),
  }),
});

/** What an operator does with devices from a terminal, and what the devices feel of it. */
describe("the operator's command line", () => {
  const resources = new ResourceStack();
  let folder: string;
  let cloud: LocalCloudProcess;
  let fleet: DeployedFleet;
  let toBeBlocked: ReturnType<DeployedFleet['provision']>;

  const devices = (...command: string[]): Promise<CommandEnd> =>
    runFleetCli(cloud, 'devices', ...command, '--local');
  const show = async (serial: string): Promise<unknown> => {
    const { stdout } = await devices('show', serial, '--json');
    return JSON.parse(stdout[0] ?? '');
  };
  /** Asks for a fresh certificate over the connection's own, and proves it. */
  const rotate = async (session: MqttSession, serial: string): Promise<PendingCertificate> => {
    const certificate = await obtainCertificate(session);
    await register(session, fleet.names.rotationTemplate, certificate, { SerialNumber: serial });
    await session.close();
    await connectAgain(certificate, serial);
    await fleet.proven(serial, certificate.certificateId);
    return certificate;
  };
  const connectAgain = (identity: Identity, clientId: string): Promise<MqttSession> =>
    eventually(`connection of ${clientId}`, () =>
      fleet.connect(identity, { clientId }).catch((error: unknown) => throttled(error)),
    );

  beforeAll(async () => {
    const testCloud = await startDeployedCloud(resources);
    ({ folder, cloud } = testCloud);
    fleet = new DeployedFleet(testCloud);
    toBeBlocked = fleet.provision('blocked-1');
    await toBeBlocked;
  });

  afterAll(() => resources.dispose());

  it('says how to start a local-cloud where none runs, and how to deploy where no fleet is', async () => {
    const environment = { ...cloud.environment, LOCAL_CLOUD_DATA_DIR: join(folder, 'nowhere') };
    const command = ['devices', 'list', '--local', '--json'];
    expect(await runFleetCli({ resources, environment }, ...command)).toEqual({
      exitCode: 4,
      stderr: [expect.stringContaining('run: npm run local-cloud')],
      stdout: [expect.stringContaining('"exitCode":4')],
    });
    const file = join(folder, 'undeployed.json');
    await writeFile(
      file,
      JSON.stringify(parseFleetConfig({ resourceTag: 'undeployed', models: ['model-1'] })),
    );
    const undeployed = { ...cloud.environment, FLEET_CONFIG: file };
    expect(await runFleetCli({ resources, environment: undeployed }, 'devices', 'list', '--local')).toEqual({
      exitCode: 3,
      stderr: [expect.stringContaining('deploy the fleet undeployed first')],
      stdout: [],
    });
  });

  it('explains itself, and refuses what it does not understand', async () => {
    const help = await devices('permit', '--help');
    expect(help).toMatchObject({ exitCode: 0, stderr: [] });
    expect(help.stdout.join('\n')).toMatch(/--hours[^]*--local[^]*Exit codes/);
    expect(await devices('age', 'sensor-1', '20180631')).toEqual({
      exitCode: 2,
      stdout: [],
      stderr: [expect.stringContaining('"20180631" is not a date')],
    });
    expect((await devices('permit', 'sensor-1')).exitCode).toBe(2);
    expect((await devices('show', 'nobody')).exitCode).toBe(3);
  });

  it('ages a certificate, so that its device may rotate', async () => {
    const { session, identity } = await fleet.provision('aged-1');
    expect(await devices('age', 'aged-1', '20180630')).toMatchObject({
      exitCode: 0,
      stdout: [expect.stringMatching(/^aged-1: cert_issuance is 20180630 now.*due since 2019/)],
    });
    expect(await show('aged-1')).toMatchObject({
      thing: { attributes: { cert_issuance: '20180630' } },
      rotation: { issuance: 'dated' },
    });
    const successor = await rotate(session, 'aged-1');
    // The index lags: a device that has just connected is known to it a little later.
    const connected = await eventually('connected device', async () => {
      const shown = await show('aged-1');
      return z.object({ connectivity: z.object({ state: z.literal('connected') }) }).safeParse(shown).success
        ? shown
        : undefined;
    });
    expect(connected).toMatchObject({
      record: { current: successor.certificateId },
      certificates: expect.arrayContaining([
        expect.objectContaining({ certificateId: identity.certificateId, issuedAt: expect.any(String) }),
        expect.objectContaining({ role: 'current', status: 'ACTIVE', attached: true }),
      ]),
    });
  });

  it('permits a rotation, takes that back, and permits it again', async () => {
    const { session } = await fleet.provision('permitted-1');
    await devices('permit', 'permitted-1', 'rotate');
    expect((await devices('revoke-permit', 'permitted-1')).stdout).toEqual([
      'permitted-1 no longer has a permit to rotate.',
    ]);
    await expect(rotate(session, 'permitted-1')).rejects.toMatchObject({ statusCode: 403 });
    expect((await devices('permit', 'permitted-1', 'rotate', '--hours', '1')).stdout).toEqual([
      expect.stringMatching(/^permitted-1 may rotate before it is due, once, until \d{4}-/),
    ]);
    await rotate(session, 'permitted-1');
    expect(await show('permitted-1')).toMatchObject({ record: { permits: {} } });
  });

  it('puts the serials of a file on record, none lost for a bad line, and lists them page by page', async () => {
    const file = join(folder, 'serials.txt');
    const serials = Array.from({ length: 120 }, (_, index) => `batch-${String(index).padStart(3, '0')}`);
    await writeFile(file, [...serials.slice(0, 60), 'things', ...serials.slice(60), ''].join('\r\n'));
    const refused = await devices('allow', '--file', file, '--model', 'model-1');
    expect(refused).toMatchObject({
      exitCode: 3,
      stdout: ['Done: 120 allowed, 0 were allowed already, 1 refused.'],
      stderr: expect.arrayContaining([expect.stringMatching(/^line 61: .*"things"/)]),
    });
    expect((await devices('allow', '--file', file, '--model', 'model-1')).stdout).toEqual([
      'Done: 0 allowed, 120 were allowed already, 1 refused.',
    ]);
    const [first, ...rest] = await Promise.all([
      devices('list', '--state', 'allowed', '--limit', '70', '--json'),
      devices('list', '--state', 'allowed', '--all', '--json'),
    ]);
    const listed = (end: CommandEnd | undefined) =>
      end?.stdout.flatMap((line) => /"serial":"(batch-\d+)"/.exec(line)?.[1] ?? []) ?? [];
    expect(listed(rest[0]).sort()).toEqual(serials);
    const { next } = z.object({ next: z.string() }).parse(JSON.parse(first.stdout.at(-1) ?? ''));
    const second = await devices('list', '--state', 'allowed', '--all', '--after', next, '--json');
    expect([...listed(first), ...listed(second)].sort()).toEqual(serials);
  });

  it('adopts the devices of an older stack, which rotate here then, and leaves out what it cannot tell', async () => {
    const older = new OlderStack(cloud);
    await older.createPolicy();
    await older.createThing('older-1', { model_type: 'model-1', cert_issuance: '20180630' });
    const device = await older.createCertificate('older-1');
    await older.createThing('older-2', { model_type: 'model-1' });
    for (let count = 0; count < 2; count += 1) {
      await older.createCertificate('older-2');
    }
    await older.createThing('jobs');
    await older.createCertificate('jobs');
    older.close();

    const adopt = ['adopt', '--policy', older.productionPolicy];
    expect((await devices(...adopt, '--dry-run')).stdout.at(-1)).toBe(
      'Done: 1 would be adopted, 0 were adopted before, 3 skipped, 0 failed.',
    );
    expect(await devices(...adopt)).toMatchObject({
      exitCode: 2,
      stderr: [expect.stringContaining('--yes')],
    });
    const adopted = await devices(...adopt, '--yes', '--json');
    expect(adopted.exitCode).toBe(0);
    const outcomes = adopted.stdout.map((line): unknown => JSON.parse(line));
    expect(outcomes).toContainEqual(expect.objectContaining({ thing: 'older-1', outcome: 'adopted' }));
    expect(outcomes).toContainEqual(
      expect.objectContaining({ thing: 'older-2', reason: 'several-active-certificates' }),
    );
    expect(outcomes).toContainEqual(
      expect.objectContaining({ thing: 'jobs', reason: 'inadmissible-serial' }),
    );
    expect((await devices(...adopt, '--yes')).stdout.at(-1)).toBe(
      'Done: 0 adopted, 1 were adopted before, 3 skipped, 0 failed.',
    );

    const successor = await rotate(await connectAgain(device, 'older-1'), 'older-1');
    expect(await show('older-1')).toMatchObject({
      thing: { inFleet: true },
      record: { state: 'active', current: successor.certificateId },
    });

    expect((await devices('unadopt', 'older-1')).stdout).toEqual([
      expect.stringContaining(successor.certificateId.slice(0, 10)),
    ]);
    expect((await devices('show', 'older-1')).exitCode).toBe(0);
    await connectAgain(successor, 'older-1');
  });

  it('blocks a device that connects again at once, keeps it away, and lets it back in', async () => {
    const { session, identity } = await toBeBlocked;
    await session.close();
    const client = new PersistentClient(cloud, identity, 'blocked-1');
    resources.defer(() => client.end());
    await eventually('connection of blocked-1', () => client.isConnected || undefined);
    const blocked = await devices('block', 'blocked-1', '--reason', 'lost in transit', '--json');
    expect(blocked.exitCode).toBe(0);
    const { connection } = blockedDevice.parse(JSON.parse(blocked.stdout[0] ?? ''));
    expect(connection.firstCutMillis ?? 0).toBeLessThan(5_000);
    expect(client.isConnected).toBe(false);
    await client.end();
    await expect(connectAgain(identity, 'blocked-1')).rejects.toThrow('was refused');
    expect((await devices('permit', 'blocked-1', 'reprovision')).exitCode).toBe(3);
    expect((await devices('show', 'blocked-1')).stdout.join('\n')).toMatch(
      /blocked since .*: lost in transit/,
    );
    expect((await devices('unblock', 'blocked-1')).stdout).toEqual([
      expect.stringMatching(/^blocked-1 is no longer blocked\. Its certificate .* is ACTIVE again\.$/),
    ]);
    await connectAgain(identity, 'blocked-1');
  });
});
