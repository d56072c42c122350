import { until } from '@fleet/eventually';
import { ResourceStack } from '@fleet/resource-stack';
import { startEmptyCloud, type TestCloud } from '../deployment/test-cloud';
import { arnOf, makeCertificate, type ClientFiles } from './client-certificate';
import { RunningProgram, runProgram, type ProgramResult } from './foreign-client';

type Version = 'mqttv311' | 'mqttv5';

describe('mosquitto_pub and mosquitto_sub', () => {
  const resources = new ResourceStack();
  let cloud: TestCloud;
  let files: ClientFiles;
  let connection: readonly string[];

  beforeAll(async () => {
    cloud = await startEmptyCloud(resources);
    files = await makeCertificate(cloud, 'mosquitto', [
      { Effect: 'Allow', Action: 'iot:*', Resource: '*' },
      { Effect: 'Deny', Action: 'iot:Publish', Resource: arnOf(cloud, 'topic/forbidden') },
    ]);
    const { host, port } = cloud.cloud.endpoints.mqtt;
    connection = ['-h', host, '-p', String(port), '--cafile', files.rootCa];
  });

  afterAll(() => resources.dispose());

  const certificate = (): readonly string[] => ['--cert', files.certificate, '--key', files.privateKey];

  let clients = 0;
  /** They would send none of their own, which local-cloud refuses from clients of MQTT 3.1.1. */
  const clientId = (): readonly string[] => ['-i', `client-${(clients += 1)}`];

  const publish = (...options: string[]): Promise<ProgramResult> =>
    runProgram(resources, 'mosquitto_pub', [
      ...connection,
      ...certificate(),
      ...clientId(),
      '-q',
      '1',
      ...options,
    ]);

  /** Subscribes, and is there when the broker has said so. */
  async function subscriber(...options: string[]): Promise<RunningProgram> {
    const all = ['-d', ...connection, ...certificate(), ...clientId(), '-q', '1', ...options];
    // It keeps its output back until there is much of it, unless it writes to a terminal.
    const program = new RunningProgram(resources, 'stdbuf', ['-oL', 'mosquitto_sub', ...all]);
    await program.line(/^Subscribed/);
    return program;
  }

  describe.each<{ version: Version }>([{ version: 'mqttv311' }, { version: 'mqttv5' }])(
    'in $version',
    ({ version }) => {
      it('pass a message on', async () => {
        const receiver = await subscriber('-V', version, '-t', `${version}/news/#`, '-F', 'got %t %q %p');
        expect(await publish('-V', version, '-t', `${version}/news/1`, '-m', 'hello')).toMatchObject({
          exitCode: 0,
        });
        expect(await receiver.line(/^got/)).toBe(`got ${version}/news/1 1 hello`);
      });

      it('keep the last message of a topic for who comes later', async () => {
        await publish('-V', version, '-t', `${version}/kept`, '-m', 'the last', '-r');
        const receiver = await subscriber('-V', version, '-t', `${version}/kept`, '-F', 'got %r %p');
        expect(await receiver.line(/^got/)).toBe('got 1 the last');
      });

      it('find what was sent to their session while they were away, in order', async () => {
        const session = [
          ...['-V', version, '-c', '-i', `${version}-away`, '-t', `${version}/away`],
          ...(version === 'mqttv5' ? ['-x', '600'] : []),
        ];
        const all = [...connection, ...certificate(), '-q', '1', ...session];
        expect(await runProgram(resources, 'mosquitto_sub', [...all, '-E'])).toMatchObject({ exitCode: 0 });
        for (const message of ['one', 'two', 'three']) {
          await publish('-V', version, '-t', `${version}/away`, '-m', message);
        }
        let received: readonly string[] = [];
        // Two connections of one client id within a second are refused: a client tries again.
        await until(async () => {
          const { exitCode, stdout } = await runProgram(resources, 'mosquitto_sub', [...all, '-C', '3']);
          received = stdout.trim().split('\n');
          return exitCode === 0;
        });
        expect(received).toEqual(['one', 'two', 'three']);
      });

      it('send the will of a client that breaks off', async () => {
        const heir = await subscriber('-V', version, '-t', `${version}/will`, '-F', 'got %p');
        const will = ['--will-topic', `${version}/will`, '--will-payload', 'gone', '--will-qos', '1'];
        const mortal = await subscriber('-V', version, '-t', `${version}/other`, ...will);
        await mortal.kill();
        expect(await heir.line(/^got/)).toBe('got gone');
      });
    },
  );

  it('pass on the properties of MQTT 5', async () => {
    const receiver = await subscriber('-V', 'mqttv5', '-t', 'properties', '-F', 'got %C %R %D %P %p');
    await publish(
      ...['-V', 'mqttv5', '-t', 'properties', '-m', '{}'],
      ...['-D', 'publish', 'content-type', 'application/json'],
      ...['-D', 'publish', 'response-topic', 'answers'],
      ...['-D', 'publish', 'correlation-data', 'c1'],
      ...['-D', 'publish', 'user-property', 'model', 'm1'],
    );
    expect(await receiver.line(/^got/)).toBe('got application/json answers c1 model:m1 {}');
  });

  it('share the messages of a shared subscription', async () => {
    const group = ['-V', 'mqttv5', '-t', '$share/workers/work/#', '-F', 'got %p'];
    const workers = [await subscriber(...group), await subscriber(...group)];
    const sent = Array.from({ length: 20 }, (_, index) => `job ${index}`);
    for (const message of sent) {
      await publish('-V', 'mqttv5', '-t', 'work/jobs', '-m', message);
    }
    const received = () =>
      workers.flatMap(({ lines }) =>
        lines.filter((line) => line.startsWith('got')).map((line) => line.slice(4)),
      );
    await until(() => received().length >= sent.length);
    expect(received().toSorted()).toEqual(sent.toSorted());
  });

  it('are told when a policy forbids the topic', async () => {
    const result = await publish('-V', 'mqttv5', '-t', 'forbidden', '-m', 'x');
    expect(`${result.stdout}${result.stderr}`).toMatch(/not authorized/i);
  });

  it('are not let in without a certificate', async () => {
    const result = await runProgram(resources, 'mosquitto_pub', [...connection, '-t', 'a', '-m', 'x']);
    expect(result.exitCode).not.toBe(0);
  });
});
