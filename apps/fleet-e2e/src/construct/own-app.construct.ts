import { readdir, readFile, writeFile } from 'node:fs/promises';
import { isBuiltin } from 'node:module';
import { join } from 'node:path';
import { IAM } from '@aws-sdk/client-iam';
import { Lambda } from '@aws-sdk/client-lambda';
import { bundleFiles, parseMachineConfig } from '@fleet/fleet-contract';
import { sdkSettings, startAgent } from '@fleet/local-fleet';
import { RequestRejectedError } from '@fleet/provisioning-protocol';
import { ResourceStack } from '@fleet/resource-stack';
import { DeployedFleet } from '../deployment/deployed-fleet';
import { startDeployedCloud, type TestCloud } from '../deployment/test-cloud';
import { obtainCertificate, register, type PendingCertificate } from '../devices/registration';
import { workspaceRoot } from '../workspace';
import { CdkApp } from './cdk-app';
import { StackInAccount } from './stack-in-account';

/** The fleet under test in an app of somebody's own, with a parameter that it did not have. */
const takenOver = `
import { App, Stack } from 'aws-cdk-lib';
import { FleetProvisioning } from '@fleet/cdk';

const stack = new Stack(new App(), 'TakenOver', { stackName: 'fleetprov-fleet', terminationProtection: true });
new FleetProvisioning(stack, 'Default', {
  models: ['model-1'],
  deviceParameters: { Site: { default: 'unknown', attribute: 'site' } },
});
`;

/** Provisions a device that says these parameters. Its certificate has not carried a connection. */
async function provisionSaying(
  fleet: DeployedFleet,
  model: string,
  parameters: Readonly<Record<string, string>>,
): Promise<PendingCertificate> {
  const session = await fleet.connectClaim(model);
  const certificate = await obtainCertificate(session);
  await register(session, fleet.names.provisioningTemplate, certificate, parameters);
  return certificate;
}

/** The app's permissions boundary, taken in by that much: nothing within it may be done with a table any more. */
const withoutTables = (example: string) => example.replace("'organizations:*'", "'dynamodb:*'");

/** Has the device in this folder say that of itself. */
async function say(folder: string, parameters: Readonly<Record<string, string>>): Promise<void> {
  const file = join(folder, bundleFiles.machineConfig);
  const machine = parseMachineConfig(JSON.parse(await readFile(file, 'utf8')));
  await writeFile(file, JSON.stringify({ ...machine, parameters }));
}

describe('the construct in an app that cdk init has made', () => {
  const resources = new ResourceStack();
  let testCloud: TestCloud;
  let app: CdkApp;
  let iam: IAM;
  let lambda: Lambda;

  beforeAll(async () => {
    testCloud = await startDeployedCloud(resources);
    const settings = sdkSettings(testCloud.cloud.endpoints);
    [iam, lambda] = [new IAM(settings), new Lambda(settings)];
    resources.defer(() => [iam, lambda].forEach((client) => client.destroy()));
    app = await CdkApp.init(testCloud);
  });
  afterAll(() => resources.dispose());

  /** The folder of a device that trusts local-cloud, where an app for AWS has put the roots of Amazon. */
  const unpacked = async (fleet: DeployedFleet, serial: string, model: string) => {
    const folder = await fleet.unpackBundle(serial, { model });
    await writeFile(join(folder, bundleFiles.rootCa), testCloud.cloud.rootCa);
    return folder;
  };
  /** A fleet of an example that says of its bucket nothing but that there is one. */
  const fleetOf = async (stack: string, resourceTag: string) => {
    const ids = await new StackInAccount(testCloud, stack).physicalIds();
    const [, bucket] = Object.entries(ids).find(([id]) => /^FleetBundlesBucket/.test(id)) ?? [];
    return new DeployedFleet(testCloud, resourceTag, bucket);
  };
  const thing = (thingName: string) => testCloud.iot.describeThing({ thingName });

  it('compiles with the app’s strict settings, with every example of the package', async () => {
    const examples = await readdir(join(workspaceRoot, 'libs/fleet-cdk/examples'));
    await Promise.all(examples.map((name) => app.takeExample(name)));
    await app.write('taken-over.ts', takenOver);
    await app.compile();
  });

  it('synthesises the smallest example', async () => {
    await expect(app.run('one-fleet', 'synth', '--quiet')).resolves.not.toContain('[Warning');
  });

  it('needs its peers and Node.js, and nothing of this workspace', async () => {
    const installed = await readFile(join(app.folder, 'node_modules/@fleet/cdk/index.js'), 'utf8');
    expect(installed).not.toContain(workspaceRoot);
    const required = [...installed.matchAll(/\brequire\("([^"]+)"\)/g)].map(([, name = '']) => name);
    const others = required.filter((name) => !isBuiltin(name) && !/^(?:aws-cdk-lib|constructs)\b/.test(name));
    expect(others).toEqual([]);
  });

  it('deploys two fleets of one stack', async () => {
    await expect(app.deploy('two-fleets')).resolves.toContain('PumpBundles');
  });

  it('provisions devices of both, each by the rules of its own', async () => {
    const plant = new StackInAccount(testCloud, 'Plant');
    const pumps = new DeployedFleet(testCloud, 'pumps', await plant.output('PumpBundles'));
    const valves = new DeployedFleet(testCloud, 'valves', await plant.output('ValveBundles'));

    const pump = await unpacked(pumps, 'pump-7', 'pump-v1');
    await startAgent(pump, ['provision'], { resources }).succeed();
    expect(await thing('pump-7')).toMatchObject({ attributes: { model_type: 'pump-v1' } });

    const valve = await unpacked(valves, 'valve-7', 'valve-v1');
    await say(valve, { Firmware: '2.1' });
    await startAgent(valve, ['provision'], { resources }).succeed();
    expect(await thing('valve-7')).toMatchObject({
      attributes: { model_type: 'valve-v1', firmware: '2.1' },
      thingTypeName: 'valves_device',
    });

    for (const [firmware, reason] of [
      ['1.9', 'own-hook'],
      ['beta', 'inadmissible-parameter'],
    ] as const) {
      const serial = `valve-of-${reason}`;
      const said = { SerialNumber: serial, Firmware: firmware };
      await expect(provisionSaying(valves, 'valve-v1', said)).rejects.toThrow(RequestRejectedError);
      await valves.decisions.about({ source: 'provision', serial, decision: 'refused', reason });
    }
  });

  it('deploys a fleet by the rules of a company, whose devices live with its key and within its boundary', async () => {
    await expect(app.deploy('company-rules')).resolves.not.toContain('[Warning');
    const meters = await fleetOf('Meters', 'meters');
    const hook = await lambda.getFunctionConfiguration({ FunctionName: meters.names.provisionHook });
    const { Role: role } = await iam.getRole({ RoleName: hook.Role?.split('/').at(-1) });
    expect(role?.PermissionsBoundary?.PermissionsBoundaryArn).toMatch(/policy\/Meters-Boundary/);
    await meters.registry.allow('meter-7');

    const meter = await unpacked(meters, 'meter-7', 'meter-v1');
    await startAgent(meter, ['provision'], { resources }).succeed();
    expect(await thing('meter-7')).toMatchObject({ attributes: { model_type: 'meter-v1' } });
  });

  it('lets nobody in when the boundary does not reach as far as the roles', async () => {
    const example = await readFile(join(workspaceRoot, 'libs/fleet-cdk/examples/company-rules.ts'), 'utf8');
    await app.write('narrow.ts', withoutTables(example));
    await app.compile();
    await app.deploy('narrow');
    const meters = await fleetOf('Meters', 'meters');
    const refused = provisionSaying(meters, 'meter-v1', { SerialNumber: 'meter-7' });
    await expect(refused).rejects.toThrow(RequestRejectedError);
    await meters.decisions.about({
      source: 'provision',
      serial: 'meter-7',
      decision: 'error',
      reason: 'AccessDeniedException',
    });
  });

  it('deploys a fleet whose functions are in a VPC, and provisions a device of it', async () => {
    await app.deploy('in-a-vpc');
    const functions = (await lambda.listFunctions({})).Functions?.filter(({ FunctionName: name = '' }) =>
      name.startsWith('tanks_'),
    );
    expect(functions?.length).toBeGreaterThan(5);
    for (const { VpcConfig: network } of functions ?? []) {
      expect(network).toMatchObject({
        SubnetIds: ['subnet-0a1b2c3d4e5f60718', 'subnet-0b1c2d3e4f5061728'],
        SecurityGroupIds: ['sg-0a1b2c3d4e5f60718'],
      });
    }
    const tanks = await fleetOf('Tanks', 'tanks');
    const tank = await unpacked(tanks, 'tank-7', 'tank-v1');
    await startAgent(tank, ['provision'], { resources }).succeed();
    expect(await thing('tank-7')).toMatchObject({ attributes: { model_type: 'tank-v1' } });
  });

  it('takes over the stack of this workspace, and replaces nothing that has a name', async () => {
    const stack = new StackInAccount(testCloud, 'fleetprov-fleet');
    const fleet = new DeployedFleet(testCloud);
    const before = await stack.physicalIds();
    const { identity, session } = await fleet.provision('old-1');
    await session.close();

    const said = await app.deploy('taken-over');

    expect(said).not.toMatch(/requires the creation of a new physical resource|DELETE_COMPLETE/);
    expect(await stack.physicalIds()).toMatchObject(before);
    await (await fleet.connect(identity, { clientId: 'old-1' })).close();
    await provisionSaying(fleet, 'model-1', { SerialNumber: 'new-1', Site: 'hall-2' });
    expect(await thing('new-1')).toMatchObject({ attributes: { site: 'hall-2' } });
  });
});
