import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SettableClock } from '@fleet/emulator-clock';
import { until } from '@fleet/eventually';
import { createLambdaRuntime } from './index';
import type { DeployedFunction, LambdaRuntime } from './index';

const workspaceModules = join(__dirname, '../../../../node_modules');
/** Longer than what is not worth keeping. */
const filler = `/*${'.'.repeat(64 * 1024)}*/`;

let directory: string;
let clock: SettableClock;
let runtime: LambdaRuntime;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'compiled-code-'));
  clock = new SettableClock();
  runtime = createLambdaRuntime({
    clock,
    region: 'us-east-1',
    endpointUrl: () => 'http://127.0.0.1:4566',
    workDirectory: directory,
    sdkDirectory: workspaceModules,
    credentials: () =>
      Promise.resolve({
        accessKeyId: 'ASIA',
        secretAccessKey: 'secret',
        sessionToken: 'token',
        expiration: new Date(clock.nowMillis() + 3_600_000),
      }),
    log: { write: () => undefined },
    onProblem: () => undefined,
  });
});

afterEach(async () => {
  await runtime.close();
  clock.close();
  rmSync(directory, { recursive: true, force: true });
});

function deploy(source: string, environment: Record<string, string> = {}): DeployedFunction {
  const codeDirectory = join(directory, 'code');
  mkdirSync(codeDirectory, { recursive: true });
  writeFileSync(join(codeDirectory, 'index.js'), source);
  return {
    name: 'greeter',
    arn: 'arn:aws:lambda:us-east-1:123456789012:function:greeter',
    version: '$LATEST',
    codeDirectory,
    handler: 'index.handler',
    runtime: 'nodejs24.x',
    environment,
    timeoutSeconds: 5,
    memoryMegabytes: 128,
    roleArn: 'arn:aws:iam::123456789012:role/greeter',
    logGroup: '/aws/lambda/greeter',
    revision: '1',
  };
}

async function answerOf(fn: DeployedFunction): Promise<unknown> {
  const { payload } = await runtime.invoke({ function: fn, payload: '{}', requestId: 'request' });
  return JSON.parse(payload);
}

/** As a process that is new answers. */
async function answerOfNextProcess(fn: DeployedFunction): Promise<unknown> {
  runtime.retire(fn.arn);
  await until(() => runtime.processIds().length === 0);
  return answerOf(fn);
}

const folder = () => join(directory, 'tmp', 'compiled');

/** Once it is there. */
async function keptFile(): Promise<string> {
  await until(() => readdirSync(join(directory, 'tmp')).includes('compiled'));
  await until(() => readdirSync(folder()).some((name) => name.endsWith('.cache')));
  const [name = ''] = readdirSync(folder());
  return join(folder(), name);
}

describe('what was compiled of a function', () => {
  it('is kept for its next process, for the user alone, and by the very Node.js', async () => {
    const fn = deploy(`exports.handler = async () => 'well'; ${filler}`);
    await expect(answerOf(fn)).resolves.toBe('well');
    const file = await keptFile();
    expect(file).toContain(process.version);
    expect(statSync(folder()).mode & 0o777).toBe(0o700);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const { ino } = statSync(file);
    await expect(answerOfNextProcess(fn)).resolves.toBe('well');
    await answerOf(fn);
    expect(statSync(file).ino).toBe(ino);
  });

  it('changes nothing that the function sees of itself', async () => {
    const fn = deploy(`exports.handler = async () => ({
      place: new Error().stack.split('\\n')[1].replace(/^.*index/, 'index'), __filename, __dirname, id: module.id,
      loaded: module.loaded, isMain: require.main === module, isCached: require.cache[__filename] === module,
      modules: module.paths, self: this === undefined,
    }); ${filler}`);
    const compiled = await answerOf(fn);
    await keptFile();
    await expect(answerOfNextProcess(fn)).resolves.toEqual(compiled);
    const environment = { NODE_OPTIONS: '--enable-source-maps' };
    await expect(answerOf({ ...fn, environment, revision: '2' })).resolves.toEqual(compiled);
  });

  it('is compiled anew where it is broken', async () => {
    const fn = deploy(`exports.handler = async () => 'well'; ${filler}`);
    await answerOf(fn);
    const file = await keptFile();
    writeFileSync(file, 'broken');
    await expect(answerOfNextProcess(fn)).resolves.toBe('well');
    await until(() => readFileSync(file, 'latin1') !== 'broken');
  });

  it('is not kept where the function imports while it runs', async () => {
    const fn = deploy(`exports.handler = async () => typeof (await import('node:path')).join; ${filler}`);
    await expect(answerOf(fn)).resolves.toBe('function');
    await expect(answerOfNextProcess(fn)).resolves.toBe('function');
  });

  it('is not kept of a short file', async () => {
    const fn = deploy(`exports.handler = async () => 'well';`);
    await answerOf(fn);
    await expect(answerOfNextProcess(fn)).resolves.toBe('well');
    expect(readdirSync(join(directory, 'tmp'))).not.toContain('compiled');
  });

  it('does not hide what is wrong with the code', async () => {
    await expect(answerOf(deploy(`exports.handler = async () => {; ${filler}`))).resolves.toMatchObject({
      errorType: 'Runtime.UserCodeSyntaxError',
      trace: expect.arrayContaining([expect.stringMatching(/index\.js:1/)]) as string[],
    });
  });
});
