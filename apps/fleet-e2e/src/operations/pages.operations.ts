import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { apiPaths } from '@fleet/fleet-console-api';
import { ResourceStack } from '@fleet/resource-stack';
import * as z from 'zod';
import { DeployedFleet } from '../deployment/deployed-fleet';
import { startDeployedCloud, type TestCloud } from '../deployment/test-cloud';
import { putBack, tableItems } from '../fleet-cli/put-back-table';
import { workspaceRoot } from '../workspace';
import { madeCalls, type MadeCall } from './made-calls';
import { operatorShell } from './operator-shell';
import { loseProof } from './lost-proof';
import { commandBlocks } from './page-commands';
import { actsAfterDenial, consoleAs, doEverything, lookAtEverything } from './console-duties';
import { sessionOf } from './operator-role';
import { permissionsPage, statementsOf } from './permissions-page';

/** What there is before the commands of a page run, and what has to be after them. */
interface Page {
  readonly path: string;
  readonly scene: (fleet: DeployedFleet, testCloud: TestCloud) => Promise<void>;
  readonly outcome: (printed: string, fleet: DeployedFleet, testCloud: TestCloud) => Promise<void>;
  /** Blocks that local-cloud cannot run. */
  readonly onlyOnAws?: number;
}

async function provision(fleet: DeployedFleet, ...serials: readonly string[]): Promise<void> {
  for (const serial of serials) {
    const { session } = await fleet.provision(serial);
    await session.close();
  }
}

const stateOf = async (fleet: DeployedFleet, serial: string) => (await fleet.registry.find(serial))?.state;

const pages: readonly Page[] = [
  {
    path: 'docs/operations/models-and-claims.md',
    scene: (fleet) => provision(fleet, 'sensor-0042'),
    outcome: async (printed, fleet) => {
      expect(printed).toMatch(/model-2 +1 .*ACTIVE/);
      expect(printed).toMatch(/model-1 +2 .*ACTIVE/);
      expect(printed).toMatch(/The claim of model-1, generation 1, is deleted/);
      expect(await stateOf(fleet, 'sensor-0042')).toBe('active');
    },
  },
  {
    path: 'docs/operations/incidents.md',
    scene: async (fleet) => {
      await provision(fleet, 'sensor-0042', 'sensor-0043', 'sensor-0044');
      await fleet.provisionUnproven('sensor-0045');
    },
    outcome: async (printed, fleet, { iot }) => {
      expect(printed).toMatch(
        /The claim of model-1, generation 1, is revoked: .*1 unproven certificate retired/,
      );
      expect(await stateOf(fleet, 'sensor-0043')).toBe('blocked');
      expect(await stateOf(fleet, 'sensor-0042')).toBe('active');
      expect(await stateOf(fleet, 'sensor-0044')).toBeUndefined();
      await expect(iot.describeThing({ thingName: 'sensor-0044' })).rejects.toThrow();
    },
  },
  {
    path: 'docs/operations/upgrades.md',
    onlyOnAws: 1,
    scene: (fleet) => provision(fleet, 'sensor-0042'),
    outcome: (printed) => {
      expect(printed).toMatch(/things +1$/m);
      expect(printed).toMatch(/^\d+\.\d+\.\d+$/m);
      return Promise.resolve();
    },
  },
  {
    path: 'docs/operations/restore.md',
    onlyOnAws: 1,
    scene: async (fleet, { dynamoDb }) => {
      await provision(fleet, 'sensor-0042');
      const earlier = await tableItems(dynamoDb, fleet.names.devicesTable);
      await provision(fleet, 'sensor-0043');
      await putBack(dynamoDb, fleet.names.devicesTable, earlier);
    },
    outcome: async (printed, fleet, { iot }) => {
      expect(printed).toMatch(/would repair sensor-0043/);
      expect(printed).toMatch(/^repaired sensor-0043/m);
      expect(await stateOf(fleet, 'sensor-0043')).toBe('active');
      const template = await iot.describeProvisioningTemplate({
        templateName: fleet.names.provisioningTemplate,
      });
      expect(template.enabled).toBe(true);
    },
  },
  {
    path: 'docs/operations/places.md',
    onlyOnAws: 1,
    // One device is removed by its serial, the other with the fleet.
    scene: (fleet) => provision(fleet, 'sensor-0042', 'sensor-0043'),
    outcome: async (printed, _fleet, { iot }) => {
      expect(printed).toMatch(/fleet-b in AWS/);
      expect((await iot.listThings({})).things).toEqual([]);
    },
  },
  {
    path: 'docs/runbooks.md',
    onlyOnAws: 1,
    scene: (fleet, testCloud) => loseProof(fleet, testCloud, 'sensor-0042'),
    outcome: async (printed, fleet) => {
      expect(printed).toContain('fleetprov_monitor-silent');
      expect(printed).toMatch(/model-1 +1 .*ACTIVE/);
      expect(printed).toMatch(/"function": "arn:aws:lambda:[^"]*:fleetprov_proof_handler/);
      expect(await stateOf(fleet, 'sensor-0042')).toBe('active');
    },
  },
];

/** Every command that the pages tell an operator to type, typed. */
describe('the pages on operations', () => {
  const calls: MadeCall[] = [];
  let resources: ResourceStack;
  beforeEach(() => (resources = new ResourceStack()));
  afterEach(() => resources.dispose());

  it.each(pages)('$path', async ({ path, scene, outcome, onlyOnAws = 0 }) => {
    const testCloud = await startDeployedCloud(resources);
    const fleet = new DeployedFleet(testCloud);
    const underTest = await readFile(process.env['FLEET_CONFIG'] ?? '', 'utf8');
    const { rootCa } = testCloud.cloud.endpoints;
    const config = { ...z.looseObject({}).parse(JSON.parse(underTest)), rootCa };
    await writeFile(join(testCloud.folder, 'fleet.config.json'), JSON.stringify(config));
    await scene(fleet, testCloud);
    const blocks = commandBlocks(path);
    expect(blocks.filter((each) => each.onlyOnAws !== undefined)).toHaveLength(onlyOnAws);
    const script = blocks.flatMap(({ commands, onlyOnAws: why }) => (why === undefined ? [commands] : []));
    const run = await operatorShell(testCloud);
    const { exitCode, stdout, stderr } = await run(script.join('\n'));
    expect({ exitCode, stderr: exitCode === 0 ? '' : `${stdout}\n${stderr}` }).toEqual({
      exitCode: 0,
      stderr: '',
    });
    await outcome(stdout, fleet, testCloud);
    calls.push(...madeCalls(testCloud.cloud));
  });

  it('docs/console.md: shows all by a role that may only look, and does all by that of an operator', async () => {
    const testCloud = await startDeployedCloud(resources);
    const { cloud } = testCloud;
    await provision(new DeployedFleet(testCloud), 'sensor-0042', 'sensor-0043');
    await lookAtEverything(await consoleAs(testCloud, await sessionOf(cloud, 'look')), 'sensor-0042');
    const needed = JSON.stringify(statementsOf(madeCalls(cloud), 'look'));
    const { accountId, region } = cloud.endpoints;
    const inPlace = needed.replaceAll('ACCOUNT', accountId).replaceAll('REGION', region);
    const allowed = z.array(z.looseObject({})).parse(JSON.parse(inPlace));
    const reader = await consoleAs(testCloud, await sessionOf(cloud, 'reader', allowed));
    await lookAtEverything(reader, 'sensor-0042');
    const acts = await actsAfterDenial(reader, 'sensor-0042');
    expect(acts.find(({ act }) => act === 'block')).toMatchObject({ available: false });
    const operator = await consoleAs(testCloud, await sessionOf(cloud, 'operate'));
    await doEverything(operator, 'sensor-0042', 'sensor-0043');
    calls.push(...madeCalls(cloud));
    // Sessions last for an hour, by the cloud's clock.
    await cloud.moveTime('+2h');
    await expect(operator.get(apiPaths.device('sensor-0042'))).rejects.toThrow(
      /^expired-credentials: .* Renew them/,
    );
  });

  it('has the permissions on its page that these commands needed', async () => {
    const path = join(workspaceRoot, 'docs/operations/permissions.md');
    const page = permissionsPage(calls, path);
    if (process.env['RECORD_PERMISSIONS'] === '1') {
      await writeFile(path, page);
    }
    expect(await readFile(path, 'utf8')).toBe(page);
  });
});
