import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { until } from '@fleet/eventually';
import { ResourceStack } from '@fleet/resource-stack';
import { DeployedFleet } from '../deployment/deployed-fleet';
import { startDeployedCloud, type TestCloud } from '../deployment/test-cloud';
import { foundClient, runProgram, type ProgramResult } from './foreign-client';

/** A template with two versions: the second has one more parameter in its store. */
const template = (parameters: readonly string[]): string =>
  JSON.stringify({
    Resources: Object.fromEntries(
      parameters.map((name) => [
        name,
        { Type: 'AWS::SSM::Parameter', Properties: { Type: 'String', Name: `/cli/${name}`, Value: name } },
      ]),
    ),
    Outputs: { First: { Value: { Ref: parameters[0] } } },
  });

describe('the AWS CLI', () => {
  const resources = new ResourceStack();
  let testCloud: TestCloud;
  let fleet: DeployedFleet;

  beforeAll(async () => {
    testCloud = await startDeployedCloud(resources);
    fleet = new DeployedFleet(testCloud);
  });

  afterAll(() => resources.dispose());

  const run = (...command: string[]): Promise<ProgramResult> =>
    runProgram(resources, foundClient('aws-cli').program, [...command, '--output', 'json'], {
      environment: { ...testCloud.cloud.environment, AWS_PAGER: '' },
      folder: testCloud.folder,
    });

  /** What a command prints, which must succeed. */
  async function answer(...command: string[]): Promise<unknown> {
    const { exitCode, stdout, stderr } = await run(...command);
    expect({ command, exitCode, stderr }).toEqual({ command, exitCode: 0, stderr: '' });
    return stdout.trim() === '' ? undefined : JSON.parse(stdout);
  }

  it('tells who one is', async () => {
    expect(await answer('sts', 'get-caller-identity')).toMatchObject({
      Account: testCloud.cloud.endpoints.accountId,
    });
  });

  it('lists things in pages that it puts together', async () => {
    for (let number = 0; number < 5; number += 1) {
      await answer('iot', 'create-thing', '--thing-name', `cli-${number}`);
    }
    const listed = await answer('iot', 'list-things', '--page-size', '2', '--query', 'things[].thingName');
    expect(listed).toEqual(['cli-0', 'cli-1', 'cli-2', 'cli-3', 'cli-4']);
  });

  it('shows the provisioning template of a deployed fleet', async () => {
    const { provisioningTemplate } = fleet.names;
    const name = ['--template-name', provisioningTemplate];
    expect(await answer('iot', 'describe-provisioning-template', ...name)).toMatchObject({
      templateName: provisioningTemplate,
      enabled: true,
    });
  });

  it('puts metrics, and an alarm on them', async () => {
    const metric = ['--namespace', 'Cli', '--metric-name', 'refused'];
    await answer('cloudwatch', 'put-metric-data', ...metric, '--value', '3');
    expect(await answer('cloudwatch', 'list-metrics', '--namespace', 'Cli')).toEqual({
      Metrics: [{ Namespace: 'Cli', MetricName: 'refused', Dimensions: [] }],
    });
    const condition = ['--threshold', '1', '--comparison-operator', 'GreaterThanThreshold'];
    const periods = ['--statistic', 'Sum', '--period', '60', '--evaluation-periods', '1'];
    await answer(
      'cloudwatch',
      'put-metric-alarm',
      '--alarm-name',
      'cli',
      ...metric,
      ...periods,
      ...condition,
    );
    const state = ['--state-value', 'ALARM', '--state-reason', 'a test'];
    await answer('cloudwatch', 'set-alarm-state', '--alarm-name', 'cli', ...state);
    expect(await answer('cloudwatch', 'describe-alarms', '--alarm-names', 'cli')).toMatchObject({
      MetricAlarms: [{ AlarmName: 'cli', Threshold: 1 }],
    });
    const { stderr } = await run('cloudwatch', 'delete-alarms', '--alarm-names', 'nobody');
    expect(stderr).toContain('(ResourceNotFound)');
  });

  it('says what went wrong, by the name of the error', async () => {
    const { exitCode, stderr } = await run('iot', 'describe-thing', '--thing-name', 'nobody');
    expect(exitCode).not.toBe(0);
    expect(stderr).toContain('(ResourceNotFoundException)');
  });

  it('copies folders to S3 and back, also a file that it sends in parts', async () => {
    const [from, to] = [join(testCloud.folder, 'from'), join(testCloud.folder, 'to')];
    await mkdir(join(from, 'deep'), { recursive: true });
    const large = Buffer.alloc(9 * 1024 * 1024, 'large ');
    await writeFile(join(from, 'deep', 'large'), large);
    await writeFile(join(from, 'small'), 'small');
    expect(await run('s3', 'mb', 's3://cli-files')).toMatchObject({ exitCode: 0 });
    expect(await run('s3', 'sync', from, 's3://cli-files/copy')).toMatchObject({ exitCode: 0 });
    expect(await run('s3', 'sync', 's3://cli-files/copy', to)).toMatchObject({ exitCode: 0 });
    expect(await readFile(join(to, 'small'), 'utf8')).toBe('small');
    expect((await readFile(join(to, 'deep', 'large'))).equals(large)).toBe(true);
    expect(await run('s3', 'rb', 's3://cli-files', '--force')).toMatchObject({ exitCode: 0 });
  });

  it('deploys a template, updates it, and sees that nothing is to be changed', async () => {
    const file = join(testCloud.folder, 'template.json');
    const second = () => Math.floor(Date.now() / 1_000);
    let lastNamed = 0;
    const deploy = async (): Promise<ProgramResult> => {
      // The CLI names its change sets by the second: two of one second would be the same.
      await until(() => second() > lastNamed);
      const deployed = await run('cloudformation', 'deploy', '--stack-name', 'cli', '--template-file', file);
      lastNamed = second();
      return deployed;
    };
    await writeFile(file, template(['One']));
    expect(await deploy()).toMatchObject({ exitCode: 0 });
    await writeFile(file, template(['One', 'Two']));
    expect(await deploy()).toMatchObject({ exitCode: 0 });
    const { stdout, stderr } = await deploy();
    expect(`${stdout}${stderr}`).toContain('No changes to deploy');
    expect(await answer('ssm', 'get-parameter', '--name', '/cli/Two')).toMatchObject({
      Parameter: { Value: 'Two' },
    });
    expect(await run('cloudformation', 'delete-stack', '--stack-name', 'cli')).toMatchObject({ exitCode: 0 });
    const waited = await run('cloudformation', 'wait', 'stack-delete-complete', '--stack-name', 'cli');
    expect(waited).toMatchObject({ exitCode: 0 });
  });

  it('publishes to a topic', async () => {
    const payload = Buffer.from('{"from":"cli"}').toString('base64');
    await answer('iot-data', 'publish', '--topic', 'news', '--qos', '1', '--payload', payload);
  });
});
