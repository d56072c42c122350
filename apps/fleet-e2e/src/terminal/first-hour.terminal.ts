import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CloudFormation } from '@aws-sdk/client-cloudformation';
import { eventually } from '@fleet/eventually';
import { apiPaths } from '@fleet/fleet-console-api';
import { fleetNames } from '@fleet/fleet-contract';
import { findLocalCloud } from '@fleet/local-endpoints';
import {
  ConsoleVisitor,
  ManagedProcess,
  sdkSettings,
  startLocalCloud,
  type LocalCloudProcess,
} from '@fleet/local-fleet';
import { ResourceStack } from '@fleet/resource-stack';
import * as z from 'zod';
import { workspaceRoot } from '../workspace';
import { consoleLinks } from './console-links';
import { freePorts } from './free-ports';
import { Terminal } from './terminal';

const names = fleetNames('fleetprov');
const upForGood = /Everything stays up until you press Ctrl-C/;

/** One cloud and one fleet, in the order in which a newcomer meets them, with nothing but a terminal. */
describe('the first hour', () => {
  const resources = new ResourceStack();
  let folder: string;
  let data: string;
  let ports: [number, number];

  beforeAll(async () => {
    folder = await resources.acquire(
      () => mkdtemp(join(tmpdir(), 'first hour ')),
      (path) => rm(path, { recursive: true }),
    );
    data = join(folder, 'cloud');
    ports = await freePorts();
  });

  afterAll(() => resources.dispose());

  /** Types a command in a new terminal, in the workspace; the fleet is in its own assembly, as others deploy too. */
  const type = (command: string, environment: NodeJS.ProcessEnv = {}) =>
    new Terminal(command, {
      resources,
      cwd: workspaceRoot,
      environment: { ...ownFolders(), ...environment },
    });

  const ownFolders = () => ({ LOCAL_CLOUD_DATA_DIR: data, FLEET_ASSEMBLY: join(folder, 'cdk.out') });

  const startDemo = () => type(`npm run demo -- --port ${ports[0]} --mqtt-port ${ports[1]}`);

  describe('deploying to AWS', () => {
    let cloud: LocalCloudProcess;
    let cloudFormation: CloudFormation;

    beforeAll(async () => {
      const [port, mqttPort] = ports;
      cloud = await startLocalCloud({ workspaceRoot, resources, dataDirectory: data, port, mqttPort });
      cloudFormation = new CloudFormation(sdkSettings(cloud.endpoints));
    });

    afterAll(async () => {
      cloudFormation.destroy();
      await cloud.process.stop();
    });

    const stacks = async () => {
      const { Stacks } = await cloudFormation.describeStacks({});
      return (Stacks ?? []).map(({ StackName }) => StackName);
    };

    it('without a terminal says that nobody is there to approve it, before anything is begun', async () => {
      const operator = new ManagedProcess({
        title: 'infra deploy',
        resources,
        arguments: [join(workspaceRoot, 'dist/apps/infra/program/operator.js'), 'deploy'],
        environment: cloud.environment,
      });
      expect(await operator.exit()).toBe(1);
      expect(operator.stderr.join('\n')).toMatch(/^The deploy needs an approval.* --approve/);
      expect(await stacks()).toEqual([]);
    });

    it('shows what it would permit, and leaves no stack behind when the answer is no', async () => {
      const deploy = type('npx nx run infra:deploy', cloud.environment);
      await deploy.shows(/Do you wish to deploy these changes/);
      expect(deploy.lines().join('\n')).toContain('IAM Statement Changes');
      deploy.type('n');
      expect(await deploy.ends()).toBe(1);
      expect(deploy.lines().join('\n')).not.toContain('TerminationProtection');
      expect(await stacks()).toEqual(['CDKToolkit']);
    });

    it('is called off by Ctrl-C at the question, and leaves no stack behind', async () => {
      const deploy = type('npx nx run infra:deploy', cloud.environment);
      await deploy.shows(/Do you wish to deploy these changes/);
      deploy.pressCtrlC();
      expect(await deploy.ends()).not.toBe(0);
      expect(await stacks()).toEqual(['CDKToolkit']);
    });

    it('is done when the answer is yes, and then the stack is protected', async () => {
      const deploy = type('npx nx run infra:deploy', cloud.environment);
      await deploy.shows(/Do you wish to deploy these changes/);
      deploy.type('y');
      await deploy.succeeds();
      const { Stacks } = await cloudFormation.describeStacks({ StackName: names.stack });
      expect(Stacks).toMatchObject([{ StackStatus: 'CREATE_COMPLETE', EnableTerminationProtection: true }]);
    });

    it('hears an answer also where its program was built just before', async () => {
      const decommission = type('NX_SKIP_NX_CACHE=true npx nx run infra:decommission', cloud.environment);
      await decommission.shows(/Type the resource tag, fleetprov, to continue:/);
      decommission.type('another');
      expect(await decommission.ends()).not.toBe(0);
      const { Stacks } = await cloudFormation.describeStacks({ StackName: names.stack });
      expect(Stacks).toHaveLength(1);
    });

    it('is done without a terminal for another configuration, when the command itself approves', async () => {
      const settings = z
        .looseObject({})
        .parse(JSON.parse(await readFile(join(workspaceRoot, 'apps/infra/fleet.config.json'), 'utf8')));
      const config = join(folder, 'strict.json');
      await writeFile(config, JSON.stringify({ ...settings, policyMode: 'strict' }));
      const operator = new ManagedProcess({
        title: 'infra:deploy --approve',
        resources,
        arguments: [createRequire(__filename).resolve('nx/bin/nx.js'), 'run', 'infra:deploy', '--approve'],
        cwd: workspaceRoot,
        environment: { ...cloud.environment, ...ownFolders(), FLEET_CONFIG: config, NX_DAEMON: 'false' },
      });
      await operator.succeed();
      const { Stacks } = await cloudFormation.describeStacks({ StackName: names.stack });
      expect(Stacks).toMatchObject([{ StackStatus: 'UPDATE_COMPLETE', EnableTerminationProtection: true }]);
    });
  });

  describe('the demo', () => {
    let demo: Terminal;
    /** The commands that it suggests, as they stand on the screen. */
    let next: string[];

    it('shows each step that the README shows, and what can be typed next', async () => {
      demo = startDemo();
      await demo.shows(upForGood);
      const screen = demo.lines().map((line) => line.trim());
      for (const step of [
        '1. Start local-cloud, an AWS for one machine',
        '2. Deploy the fleet with the real cdk CLI',
        '3. Put the bundle of model-1 on the device demo-0001',
        '4. Exchange the claim certificate for one of its own',
        '5. Start the agent and talk with it',
        'the device received: {"msg":"hello"}',
        '6. Start the console, a page to look at all this',
        'thing          demo-0001 (model-1)',
      ]) {
        expect(screen).toContain(step);
      }
      const from = screen.findIndex((line) => line.startsWith('Try next'));
      next = screen.slice(from + 1, screen.indexOf('', from));
      expect(next).toHaveLength(5);
    });

    it('opens its console to whoever has its link, and prints another one at Enter', async () => {
      const [link, ...others] = consoleLinks(demo);
      expect(others).toEqual([]);
      demo.type('');
      await eventually('another link', () => consoleLinks(demo)[1]);
      for (const each of consoleLinks(demo)) {
        const visitor = await ConsoleVisitor.open(each);
        expect(await visitor.get(apiPaths.device('demo-0001'))).toContain('"state":"active"');
      }
      await expect(ConsoleVisitor.open(link ?? 'none')).rejects.toThrow();
    });

    it('refuses a rotation that nobody has permitted, and says what that can mean', async () => {
      const rotation = type(
        String(next.find((command) => command.endsWith(' rotate') && /agent/.test(command))),
      );
      expect(await rotation.ends()).toBe(3);
      expect(rotation.lines().join('\n')).toMatch(/For demo-0001, 403 can mean: .*The reason is in the log/);
    });

    it.each([
      ['status', /agent\.js'? status$/],
      ['a permit', /devices permit demo-0001 rotate$/],
      ['a rotation', /agent\.js'? rotate$/],
      ['decommissioning', /infra:decommission:local$/],
      ['destroying', /infra:destroy:local$/],
    ])('has suggested %s, which works as it is printed', async (_what, wanted) => {
      const command = next.shift();
      expect(command).toMatch(wanted);
      const terminal = type(String(command));
      if (/decommission|destroy/.test(terminal.command)) {
        await terminal.shows(/Type the resource tag, fleetprov, to continue:/);
        terminal.type('fleetprov');
      }
      await terminal.succeeds();
    });

    it('ends by Ctrl-C, with everything that it started', async () => {
      const { pid } = await findLocalCloud(data);
      demo.pressCtrlC();
      await demo.ends();
      await expect(findLocalCloud(data)).rejects.toThrow('No local-cloud is running');
      expect(() => process.kill(pid, 0)).toThrow('ESRCH');
    });

    it('can be started again after all that', async () => {
      const again = startDemo();
      await again.shows(upForGood);
      again.pressCtrlC();
      await again.ends();
    });
  });
});
