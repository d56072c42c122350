import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { Stranger } from './stranger';

const readme = readFileSync(resolve(__dirname, '../README.md'), 'utf8');

/** The only example of the page in this language. */
function example(language: string): string {
  const [, text] = new RegExp(`^\`\`\`${language}\n([^]*?)^\`\`\`$`, 'm').exec(readme) ?? [];
  if (text === undefined) {
    throw new Error(`the README has no example in ${language}`);
  }
  return text;
}

describe('the published package, installed in an empty folder', () => {
  let stranger: Stranger;
  beforeAll(async () => {
    stranger = await Stranger.withPackage();
  });
  afterAll(() => stranger.leave());

  it('gives a test of the README its cloud by Jest’s preset, with ten lines of set-up at most', async () => {
    const settings = example('json');
    expect(settings.trim().split('\n').length).toBeLessThanOrEqual(10);
    await stranger.configure({ jest: undefined });
    const parsed: unknown = JSON.parse(settings);
    await stranger.configure(parsed as object);
    await stranger.write('pump.test.js', example('js'));
    const { exitCode, output } = await stranger.runPackage('jest/bin/jest.js');
    expect({ exitCode, output }).toEqual({
      exitCode: 0,
      output: expect.stringContaining('1 passed') as string,
    });
  });

  it('gives a test of the README, compiled against its types, a cloud by startCloud', async () => {
    await stranger.link('@types/node');
    await stranger.link('undici-types');
    await stranger.write('message.mts', example('ts'));
    const strict = ['--module', 'nodenext', '--target', 'es2022', '--strict', '--types', 'node'];
    expect(await stranger.runPackage('typescript/bin/tsc', [...strict, 'message.mts'])).toEqual({
      exitCode: 0,
      output: '',
    });
    const { exitCode, output } = await stranger.run(process.execPath, ['--test', 'message.mjs']);
    expect({ exitCode, output }).toEqual({
      exitCode: 0,
      output: expect.stringContaining('pass 1') as string,
    });
  });

  it('is required by CommonJS, and by a test file of Jest itself', async () => {
    const test = `
      const { startCloud } = require('@fleet/local-cloud');
      const { S3 } = require('@aws-sdk/client-s3');
      test('a cloud of one test file', async () => {
        const { endpoint, region, credentials, close } = await startCloud({ ephemeral: true });
        const s3 = new S3({ endpoint, region, credentials });
        await s3.createBucket({ Bucket: 'bucket' });
        expect((await s3.listBuckets({})).Buckets).toHaveLength(1);
        await close();
      });`;
    await stranger.write('own.test.js', test);
    const { exitCode, output } = await stranger.runPackage('jest/bin/jest.js', ['own.test.js']);
    expect({ exitCode, output }).toEqual({
      exitCode: 0,
      output: expect.stringContaining('1 passed') as string,
    });
  });

  it('serves as a program, and says that it is healthy', async () => {
    const program = join(stranger.folder, 'node_modules', '.bin', 'local-cloud');
    const served = stranger.start(program, ['--ephemeral', '--port', '0', '--mqtt-port', '0']);
    const ended = once(served, 'close');
    if (served.stdout === null) {
      throw new Error('the program has no standard output');
    }
    const lines = createInterface({ input: served.stdout });
    const [line] = (await once(lines, 'line')) as [string];
    const [url = ''] = /http:\/\/[^,]+/.exec(line) ?? [];
    expect(await (await fetch(`${url}/health`)).json()).toMatchObject({ status: 'ok' });
    served.kill('SIGTERM');
    expect(await ended).toEqual([0, null]);
  });
});
