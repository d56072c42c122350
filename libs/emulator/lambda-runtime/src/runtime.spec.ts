import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SettableClock } from '@fleet/emulator-clock';
import { until } from '@fleet/eventually';
import { createLambdaRuntime } from './index';
import type { DeployedFunction, InvocationOutcome, LambdaRuntime, LambdaRuntimeOptions } from './index';

const workspaceModules = join(__dirname, '../../../../node_modules');

let directory: string;
let clock: SettableClock;
let runtime: LambdaRuntime;
let logged: string[];
let problems: string[];
let revisions = 0;
let requests = 0;

function start(options: Partial<LambdaRuntimeOptions> = {}): LambdaRuntime {
  return createLambdaRuntime({
    clock,
    region: 'us-east-1',
    endpointUrl: () => 'http://127.0.0.1:4566',
    workDirectory: directory,
    sdkDirectory: workspaceModules,
    credentials: (roleArn, session) =>
      Promise.resolve({
        accessKeyId: `ASIA-${session}`,
        secretAccessKey: 'secret',
        sessionToken: roleArn,
        expiration: new Date(clock.nowMillis() + 3_600_000),
      }),
    log: { write: (_group, _stream, events) => logged.push(...events.map(({ message }) => message)) },
    onProblem: (message, error) => problems.push(`${message}: ${String(error)}`),
    ...options,
  });
}

function deploy(
  source: string,
  options: Partial<DeployedFunction> & { file?: string } = {},
): DeployedFunction {
  revisions += 1;
  const codeDirectory = join(directory, 'code', String(revisions));
  mkdirSync(codeDirectory, { recursive: true });
  writeFileSync(join(codeDirectory, options.file ?? 'index.js'), source);
  return {
    name: 'greeter',
    arn: 'arn:aws:lambda:us-east-1:123456789012:function:greeter',
    version: '$LATEST',
    codeDirectory,
    handler: 'index.handler',
    runtime: 'nodejs24.x',
    environment: {},
    timeoutSeconds: 5,
    memoryMegabytes: 128,
    roleArn: 'arn:aws:iam::123456789012:role/greeter',
    logGroup: '/aws/lambda/greeter',
    revision: String(revisions),
    ...options,
  };
}

function invoke(fn: DeployedFunction, event: unknown = {}): Promise<InvocationOutcome> {
  requests += 1;
  return runtime.invoke({ function: fn, payload: JSON.stringify(event), requestId: `request-${requests}` });
}

async function answerOf(fn: DeployedFunction, event: unknown = {}): Promise<unknown> {
  const outcome = await invoke(fn, event);
  expect(outcome.functionError).toBeUndefined();
  return JSON.parse(outcome.payload);
}

async function errorOf(fn: DeployedFunction, event: unknown = {}): Promise<Record<string, unknown>> {
  const outcome = await invoke(fn, event);
  expect(outcome.functionError).toBe('Unhandled');
  return JSON.parse(outcome.payload) as Record<string, unknown>;
}

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'lambda-runtime-'));
  clock = new SettableClock();
  logged = [];
  problems = [];
  runtime = start();
});

afterEach(async () => {
  await runtime.close();
  clock.close();
  rmSync(directory, { recursive: true, force: true });
});

describe('an invocation', () => {
  it('hands the event to the handler and its answer to the caller', async () => {
    const fn = deploy('exports.handler = async (event) => ({ hello: event.name });');
    await expect(answerOf(fn, { name: 'Zoë' })).resolves.toEqual({ hello: 'Zoë' });
  });

  it('tells the handler who and what it is', async () => {
    const fn = deploy(`exports.handler = async (event, context) => ({
      name: context.functionName, arn: context.invokedFunctionArn, request: context.awsRequestId,
      memory: context.memoryLimitInMB, group: context.logGroupName,
      remaining: context.getRemainingTimeInMillis(),
    });`);
    await expect(answerOf(fn)).resolves.toEqual({
      name: 'greeter',
      arn: fn.arn,
      request: `request-${requests}`,
      memory: '128',
      group: '/aws/lambda/greeter',
      remaining: expect.any(Number) as number,
    });
  });

  it('gives the function the variables of Lambda and its own, and nothing of this process', async () => {
    process.env['LAMBDA_RUNTIME_SPEC_SECRET'] = 'not for functions';
    const fn = deploy('exports.handler = async () => process.env;', {
      environment: { TABLE: 'devices', AWS_REGION: 'mars-1' },
    });
    const variables = (await answerOf(fn)) as NodeJS.ProcessEnv;
    delete process.env['LAMBDA_RUNTIME_SPEC_SECRET'];
    expect(variables).toMatchObject({
      TABLE: 'devices',
      AWS_REGION: 'us-east-1',
      AWS_ENDPOINT_URL: 'http://127.0.0.1:4566',
      AWS_ACCESS_KEY_ID: 'ASIA-greeter',
      AWS_SESSION_TOKEN: fn.roleArn,
      _HANDLER: 'index.handler',
    });
    expect(variables).not.toHaveProperty('LAMBDA_RUNTIME_SPEC_SECRET');
    expect(variables['HOME']).toBe(variables['TMPDIR']);
    expect(variables['HOME']).toContain(directory);
  });

  it('runs ES modules', async () => {
    const fn = deploy('export const handler = async () => import.meta.url.endsWith("index.mjs");', {
      file: 'index.mjs',
    });
    await expect(answerOf(fn)).resolves.toBe(true);
  });

  it('resolves the AWS SDK for require and import, and no other package of this workspace', async () => {
    const source = (load: string): string => `
      async function can(name) { try { await (${load}); return true; } catch { return false; } }
      const handler = async () => [await can('@smithy/types/package.json'), await can('zod')];`;
    const required = deploy(`${source('require.resolve(name)')} exports.handler = handler;`);
    const imported = deploy(`${source('import(name)')} export { handler };`, { file: 'index.mjs' });
    await expect(answerOf(required)).resolves.toEqual([true, false]);
    await expect(answerOf(imported)).resolves.toEqual([expect.any(Boolean), false]);
  });

  it('waits for the callback, and for what is still under way, in runtimes that have callbacks', async () => {
    const fn = deploy(
      `exports.handler = (event, context, callback) => {
         globalThis.done = 0;
         setTimeout(() => { globalThis.done += 1; }, 20);
         callback(null, { get done() { return globalThis.done; } });
       };`,
      { runtime: 'nodejs22.x' },
    );
    await expect(answerOf(fn)).resolves.toEqual({ done: 1 });
  });

  it('refuses a handler with a callback from nodejs24.x on, as Lambda does', async () => {
    const fn = deploy('exports.handler = (event, context, callback) => callback(null, 1);');
    await expect(errorOf(fn)).resolves.toMatchObject({ errorType: 'Runtime.CallbackHandlerDeprecated' });
  });

  it('sees the time of the cloud, in a warm process too', async () => {
    const fn = deploy(
      'exports.handler = async () => [Date.now(), new Date().getTime(), Date.parse(Date()), new Date(5).getTime()];',
    );
    const year = 365 * 86_400_000;
    for (const offset of [0, year, -year]) {
      clock.setOffset(offset);
      const [now, built, printed, fixed] = (await answerOf(fn)) as number[];
      expect(Math.abs((now ?? 0) - clock.nowMillis())).toBeLessThan(5_000);
      expect(Math.abs((built ?? 0) - clock.nowMillis())).toBeLessThan(5_000);
      expect(Math.abs((printed ?? 0) - clock.nowMillis())).toBeLessThan(5_000);
      expect(fixed).toBe(5);
    }
    expect(runtime.processIds()).toHaveLength(1);
  });
});

describe('a failing function', () => {
  it('answers a thrown error with type, message and trace', async () => {
    const fn = deploy('exports.handler = async () => { throw new RangeError("out of reach"); };');
    await expect(errorOf(fn)).resolves.toEqual({
      errorType: 'RangeError',
      errorMessage: 'out of reach',
      trace: expect.arrayContaining(['RangeError: out of reach']) as string[],
    });
  });

  it('is killed at its timeout', async () => {
    const fn = deploy('exports.handler = () => { for (;;); };', { timeoutSeconds: 1 });
    await expect(errorOf(fn)).resolves.toMatchObject({
      errorType: 'Sandbox.Timedout',
      errorMessage: expect.stringContaining('Task timed out after 1.00 seconds') as string,
    });
    expect(logged.join('\n')).toContain('Task timed out after 1.00 seconds');
  });

  it.each([
    ['process.exit(3)', 'exit status 3'],
    ['process.exit(0)', 'without providing a reason'],
    ['process.kill(process.pid, "SIGKILL")', 'signal: SIGKILL'],
  ])('that ends by %s is reported and replaced', async (death, words) => {
    const fn = deploy(
      `exports.handler = async (event) => { if (event.die) { ${death}; await new Promise(() => setInterval(() => 0, 1000)); } return 'alive'; };`,
    );
    const error = await errorOf(fn, { die: true });
    expect(error).toMatchObject({ errorType: 'Runtime.ExitError' });
    expect(error['errorMessage']).toContain(words);
    await expect(answerOf(fn)).resolves.toBe('alive');
  });

  it('reports an unhandled rejection', async () => {
    const fn = deploy(
      'exports.handler = () => { void Promise.reject(new Error("lost")); return new Promise(() => setInterval(() => 0, 1000)); };',
    );
    await expect(errorOf(fn)).resolves.toMatchObject({
      errorType: 'Runtime.UnhandledPromiseRejection',
      errorMessage: 'lost',
    });
  });

  it.each([
    ['exports.handler = (', 'index.handler', 'Runtime.UserCodeSyntaxError'],
    ['require("not-here");', 'index.handler', 'Runtime.ImportModuleError'],
    ['exports.other = 1;', 'index.handler', 'Runtime.HandlerNotFound'],
    ['exports.handler = 1;', 'index.handler', 'Runtime.HandlerNotFound'],
    ['', 'main.handler', 'Runtime.ImportModuleError'],
    ['', 'handler', 'Runtime.MalformedHandlerName'],
    ['', '../../etc/passwd.handler', 'Runtime.MalformedHandlerName'],
    ['throw new TypeError("at load");', 'index.handler', 'TypeError'],
    ['process.exit(7);', 'index.handler', 'Runtime.ExitError'],
  ])('with code %j and handler %s fails with %s', async (source, handler, errorType) => {
    await expect(errorOf(deploy(source, { handler }))).resolves.toMatchObject({ errorType });
  });

  it('may not answer more than 6 MB', async () => {
    const fn = deploy('exports.handler = async (event) => "x".repeat(event.size);');
    await expect(errorOf(fn, { size: 6 * 1024 * 1024 })).resolves.toMatchObject({
      errorType: 'Function.ResponseSizeTooLarge',
    });
    await expect(answerOf(fn, { size: 5 * 1024 * 1024 })).resolves.toHaveLength(5 * 1024 * 1024);
  });

  it('that outgrows its memory ends itself and not the cloud', async () => {
    const fn = deploy(
      'exports.handler = async () => { const hoard = []; for (;;) hoard.push(new Array(1e5).fill({})); };',
    );
    await expect(errorOf(fn)).resolves.toMatchObject({ errorType: 'Runtime.ExitError' });
  });
});

describe('the processes', () => {
  const counting = 'let calls = 0; exports.handler = async () => ({ pid: process.pid, calls: ++calls });';

  it('are reused while warm', async () => {
    const fn = deploy(counting);
    const first = (await answerOf(fn)) as { pid: number };
    await expect(answerOf(fn)).resolves.toEqual({ pid: first.pid, calls: 2 });
  });

  it('end when idle', async () => {
    await runtime.close();
    runtime = start({ idleMillis: 1 });
    const fn = deploy(counting);
    const first = (await answerOf(fn)) as { pid: number };
    await until(() => runtime.processIds().length === 0);
    const second = (await answerOf(fn)) as { pid: number };
    expect(second.pid).not.toBe(first.pid);
  });

  it('run one invocation at a time each', async () => {
    const used = join(directory, 'used');
    mkdirSync(used);
    // Nobody is done before a second process works: one that starts late would find nothing left to do.
    const fn = deploy(`
      const { readdirSync, writeFileSync } = require('node:fs');
      let busy = 0;
      exports.handler = async () => {
        const most = ++busy;
        writeFileSync(${JSON.stringify(used)} + '/' + process.pid, '');
        while (readdirSync(${JSON.stringify(used)}).length < 2) await new Promise((r) => setTimeout(r, 5));
        busy--;
        return { most, pid: process.pid };
      };`);
    const answers = (await Promise.all([1, 2, 3, 4, 5].map(() => answerOf(fn)))) as {
      most: number;
      pid: number;
    }[];
    expect(answers.map(({ most }) => most)).toEqual([1, 1, 1, 1, 1]);
    expect(new Set(answers.map(({ pid }) => pid)).size).toBeGreaterThan(1);
  });

  it('are bounded in number over all functions, and room is made for the next function', async () => {
    await runtime.close();
    runtime = start({ maximumProcesses: 1 });
    const one = deploy(counting, { name: 'one', arn: 'arn:one' });
    const two = deploy(counting, { name: 'two', arn: 'arn:two' });
    const calls = [one, one, two, one, two].map((fn) => answerOf(fn));
    expect(runtime.processIds().length).toBeLessThanOrEqual(1);
    await Promise.all(calls);
    expect(runtime.processIds().length).toBeLessThanOrEqual(1);
  });

  it('load one after the other where there is no more than a core, whatever their functions', async () => {
    await runtime.close();
    runtime = start({ concurrentStarts: 1 });
    const journal = join(directory, 'journal');
    const source = `
      const note = (mark) => require('node:fs').appendFileSync(${JSON.stringify(journal)}, mark);
      note('(');
      for (const end = process.hrtime.bigint() + 50_000_000n; process.hrtime.bigint() < end; );
      note(')');
      exports.handler = async () => 'loaded';`;
    const functions = ['one', 'two', 'three'].map((name) => deploy(source, { name, arn: `arn:${name}` }));
    const answers = await Promise.all([...functions, ...functions].map((fn) => answerOf(fn)));
    expect(new Set(answers)).toEqual(new Set(['loaded']));
    expect(readFileSync(journal, 'utf8')).toMatch(/^(?:\(\)){3,}$/);
  });

  const slowToLoad = `
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 500);
    exports.handler = async () => process.pid;`;

  it('are not started for a line that is at its end before they have loaded', async () => {
    await runtime.close();
    runtime = start({ concurrentStarts: 1 });
    const fn = deploy(slowToLoad);
    const answers = await Promise.all(Array.from({ length: 20 }, () => answerOf(fn)));
    expect(new Set(answers).size).toBe(1);
    expect(runtime.processIds()).toEqual([answers[0]]);
  });

  it('are started for a line that stands still', async () => {
    await runtime.close();
    runtime = start({ concurrentStarts: 1 });
    const used = join(directory, 'used');
    mkdirSync(used);
    const fn = deploy(`
      const { readdirSync, writeFileSync } = require('node:fs');
      exports.handler = async () => {
        writeFileSync(${JSON.stringify(used)} + '/' + process.pid, '');
        while (readdirSync(${JSON.stringify(used)}).length < 3) await new Promise((r) => setTimeout(r, 5));
        return process.pid;
      };`);
    const answers = await Promise.all([1, 2, 3].map(() => answerOf(fn)));
    expect(new Set(answers).size).toBe(3);
  });

  it('are started for a line that is too long for them, though it moves', async () => {
    await runtime.close();
    runtime = start({ concurrentStarts: 1 });
    const fn = deploy(`
      exports.handler = async () => {
        await new Promise((resolve) => setTimeout(resolve, 100));
        return process.pid;
      };`);
    const answers = await Promise.all(Array.from({ length: 60 }, () => answerOf(fn)));
    expect(new Set(answers).size).toBeGreaterThan(1);
  });

  it('stay warm while another function has a line that moves', async () => {
    await runtime.close();
    runtime = start({ concurrentStarts: 2, maximumProcesses: 2 });
    const one = deploy(slowToLoad, { name: 'one', arn: 'arn:one' });
    const two = deploy(slowToLoad, { name: 'two', arn: 'arn:two' });
    const warm = await answerOf(one);
    await Promise.all(Array.from({ length: 20 }, () => answerOf(two)));
    await expect(answerOf(one)).resolves.toBe(warm);
  });

  it('of an older revision are not used again', async () => {
    const before = deploy('exports.handler = async () => "before";');
    await expect(answerOf(before)).resolves.toBe('before');
    const after = deploy('exports.handler = async () => "after";');
    await expect(answerOf(after)).resolves.toBe('after');
    await until(() => runtime.processIds().length <= 1);
    expect(runtime.processIds()).toHaveLength(1);
  });

  it('are replaced when the credentials of their role have run out', async () => {
    const fn = deploy(counting);
    const first = (await answerOf(fn)) as { pid: number };
    clock.setOffset(7_200_000);
    const second = (await answerOf(fn)) as { pid: number };
    expect(second.pid).not.toBe(first.pid);
  });

  it('are replaced then, too, when they have never run', async () => {
    await runtime.close();
    let [asked, release] = [0, (): void => undefined];
    const served = new Promise<void>((resolve) => (release = resolve));
    runtime = start({
      credentials: async (roleArn, session) => {
        asked += 1;
        // The second process starts when the first has served both invocations.
        if (asked === 2) {
          await served;
        }
        const expiration = new Date(clock.nowMillis() + 3_600_000);
        return {
          accessKeyId: `ASIA-${session}`,
          secretAccessKey: 'secret',
          sessionToken: roleArn,
          expiration,
        };
      },
    });
    const fn = deploy(counting);
    await Promise.all([answerOf(fn), answerOf(fn)]);
    release();
    await until(() => runtime.processIds().length >= 2);
    const before = runtime.processIds();
    clock.setOffset(7_200_000);
    const after = (await answerOf(fn)) as { pid: number };
    expect(before).not.toContain(after.pid);
  });

  it('are not started beyond the reserved concurrency', async () => {
    const fn = deploy(counting, { reservedConcurrency: 1 });
    const first = invoke(fn);
    await expect(invoke(fn)).rejects.toMatchObject({
      reason: 'ReservedFunctionConcurrentInvocationLimitExceeded',
    });
    await first;
    await expect(invoke({ ...fn, reservedConcurrency: 0 })).rejects.toThrow('Rate Exceeded');
  });

  it('are not waited for by more than the line holds', async () => {
    await runtime.close();
    runtime = start({ maximumProcesses: 1, maximumWaiting: 2 });
    const fn = deploy(counting);
    const calls = [1, 2, 3].map(() => invoke(fn));
    await expect(calls[2]).rejects.toMatchObject({ reason: 'ConcurrentInvocationLimitExceeded' });
    await Promise.all(calls.slice(0, 2));
  });

  it('all end when the runtime is closed, whatever they do', async () => {
    const fn = deploy('exports.handler = () => { for (;;); };');
    const running = invoke(fn);
    await until(() => runtime.processIds().length > 0);
    const [pid] = runtime.processIds();
    await Promise.all([runtime.close(), running.catch(() => undefined)]);
    expect(() => process.kill(pid ?? 0, 0)).toThrow('ESRCH');
    await expect(invoke(fn)).rejects.toThrow('shutting down');
  });
});

describe('the log of a function', () => {
  it('has START, what the function printed, END and REPORT, in this order', async () => {
    const fn = deploy(
      'exports.handler = async () => { console.warn("two\\nlines", { a: 1 }); process.stdout.write("raw"); process.stderr.write("err\\n"); };',
    );
    const { logTail } = await invoke(fn);
    const lines = logged.filter((line) => !line.startsWith('INIT_START'));
    expect(lines[0]).toMatch(/^START RequestId: request-\d+ Version: \$LATEST$/);
    expect(lines.slice(1, -2)).toEqual(
      expect.arrayContaining([expect.stringMatching(/\tWARN\ttwo\nlines \{ a: 1 \}$/), 'raw', 'err']),
    );
    expect(lines.at(-2)).toMatch(/^END RequestId/);
    expect(lines.at(-1)).toMatch(
      /^REPORT RequestId: .*Memory Size: 128 MB\tMax Memory Used: \d+ MB\tInit Duration/,
    );
    expect(logTail).toContain('raw');
  });

  it('is bounded, and a flood of output harms nobody', async () => {
    const fn = deploy(
      'exports.handler = async () => { const line = "x".repeat(999) + "\\n"; for (let i = 0; i < 5000; i++) process.stdout.write(line); return "done"; };',
    );
    await expect(answerOf(fn)).resolves.toBe('done');
    expect(logged.join('').length).toBeLessThan(1_100_000);
    expect(logged.join('\n')).toContain('The rest of this output is dropped');
    expect(logged.at(-1)).toMatch(/^REPORT/);
  });

  it('that cannot be written is reported, and neither the function nor this process fails', async () => {
    await runtime.close();
    runtime = start({
      log: {
        write: () => {
          throw new Error('the disk is full');
        },
      },
    });
    const fn = deploy('exports.handler = async (event) => { console.log("hello"); return event.n; };');
    await expect(answerOf(fn, { n: 1 })).resolves.toBe(1);
    await expect(answerOf(fn, { n: 2 })).resolves.toBe(2);
    // Its last lines are written when its process ends.
    await runtime.close();
    expect(problems[0]).toMatch(
      /^\d+ log events of \/aws\/lambda\/greeter .+ are lost: not written: Error: the disk is full$/,
    );
  });
});
