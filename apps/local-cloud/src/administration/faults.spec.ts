import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { IoT } from '@aws-sdk/client-iot';
import { startCloud } from '@fleet/emulator-cloud';
import type { Cloud, CloudLogEntry } from '@fleet/emulator-cloud';
import { faultState } from '@fleet/faults';
import { readEndpoints } from '@fleet/running-cloud';
import { Command } from 'commander';
import * as z from 'zod';
import { parseOptions } from '../options';
import { faultsProgram } from './faults-program';

const page = readFileSync(join(__dirname, '../../../../docs/local-cloud-faults.md'), 'utf8');

describe('the faults of a running cloud', () => {
  const logged: CloudLogEntry[] = [];
  let dataDirectory: string;
  let cloud: Cloud;
  let administrationToken: string;
  let iot: IoT;
  beforeAll(async () => {
    dataDirectory = mkdtempSync(join(tmpdir(), 'local-cloud-'));
    const options = parseOptions({ port: '0', mqttPort: '0', dataDir: dataDirectory }, {}, '/');
    const log = (entry: CloudLogEntry) => {
      if (entry.level === 'warn') {
        logged.push(entry);
      }
    };
    cloud = await startCloud({ ...options, log });
    ({ administrationToken } = await readEndpoints(dataDirectory));
    const { endpoint, region, credentials } = cloud;
    iot = new IoT({ endpoint, region, credentials: { ...credentials }, maxAttempts: 1 });
  });
  afterEach(async () => {
    await run('clear');
    logged.length = 0;
  });
  afterAll(async () => {
    iot.destroy();
    await cloud.close();
    rmSync(dataDirectory, { recursive: true, force: true });
  });

  /** What `local-cloud faults …` prints. */
  const run = async (...command: readonly string[]): Promise<string> => {
    const printed: string[] = [];
    const program = new Command('local-cloud').exitOverride();
    faultsProgram(program, {
      dataDirectoryOption: ['--data-dir <directory>', 'folder for all data'],
      dataDirectoryOf: () => dataDirectory,
      print: (text) => void printed.push(text),
    });
    await program.parseAsync(['faults', ...command], { from: 'user' });
    return printed.join('\n');
  };
  const send = (method: string, path: string, body?: string, token = administrationToken) =>
    fetch(new URL(path, cloud.endpoint), {
      method,
      headers: { authorization: `Bearer ${token}` },
      body: body ?? null,
    });

  it('fire, are counted, and leave a line in the log', async () => {
    expect(await run('list')).toBe('There are no faults.');
    expect(await run('add', 'api:iot:CreateThing', 'throttle', '--id', 'busy', '--from', '2')).toBe(
      'Added busy: api:iot:CreateThing throttle, on call 2. So far: 0 calls, fired 0 times',
    );
    await iot.createThing({ thingName: 'a' });
    await expect(iot.createThing({ thingName: 'b' })).rejects.toMatchObject({ name: 'ThrottlingException' });
    await iot.createThing({ thingName: 'b' });
    expect(await run('list')).toBe(
      'busy: api:iot:CreateThing throttle, on call 2. So far: 3 calls, fired 1 time',
    );
    expect(logged).toMatchObject([
      { message: 'a fault fired', fields: { fault: 'busy', point: 'api:iot:CreateThing', call: 2 } },
    ]);
  });

  it('are shown to programs as JSON', async () => {
    const added = await run(
      'add',
      'mqtt:puback',
      'reason',
      '--reason-code',
      '0x97',
      '--topic',
      't',
      '--json',
    );
    const expected = {
      id: expect.any(String),
      point: 'mqtt:puback',
      from: 1,
      times: 1,
      match: { topic: 't' },
      effect: { kind: 'reason', reasonCode: 0x97 },
      calls: 0,
      fired: 0,
    };
    expect(JSON.parse(added)).toEqual(expected);
    expect(JSON.parse(await run('list', '--json'))).toEqual([expected]);
    expect(JSON.parse(await run('clear', '--json'))).toEqual({ removed: 1 });
  });

  it('are removed one by one', async () => {
    await run('add', 'api:iot:CreateThing', 'cut', '--id', 'one');
    expect(await run('remove', 'one')).toBe('Removed one.');
    await expect(run('remove', 'one')).rejects.toThrow(
      'The fault "one" was not removed: There is no fault of this id.',
    );
  });

  it.each([
    [['api:iot:CreateThng', 'throttle'], 'There is no point "api:iot:CreateThng". There are: api:<service>'],
    [['function:hook', 'cut'], 'At function:<name> a fault cannot "cut". It can: fail, throttle, delay'],
    [['api:iot:CreateThing', 'explode'], 'this is no fault: effect.kind must be '],
    [['mqtt:puback', 'alert'], 'this is no fault: effect.alert is missing'],
    [['api:iot:CreateThing', 'fail'], 'effect.code'],
    [['api:iot:CreateThing', 'delay', '--millis', 'long'], 'effect.millis must be a number'],
    [['api:iot:CreateThing', 'throttle', '--times', '0'], 'times must be at least 1'],
    [['api:iot:CreateThing', 'throttle', '--client-id', 'a'], 'nothing is known of a clientId'],
  ])('that cannot be are refused: %j', async (command, message) => {
    await expect(run('add', ...command)).rejects.toThrow(message);
    expect(await run('list')).toBe('There are no faults.');
  });

  it('cannot be set without the token, or with what is no fault', async () => {
    const body = '{"point":"api:iot:CreateThing","effect":{"kind":"cut"}}';
    expect((await send('POST', '/_local-cloud/faults', body, 'secret')).status).toBe(401);
    expect((await send('PATCH', '/_local-cloud/faults', body)).status).toBe(405);
    expect((await send('POST', '/_local-cloud/faults', '{')).status).toBe(400);
    expect((await send('POST', '/_local-cloud/faults', `${body}${' '.repeat(10_000)}`)).status).toBe(400);
    expect((await send('DELETE', '/_local-cloud/faults/none')).status).toBe(404);
    expect(await run('list')).toBe('There are no faults.');
  });

  describe('of the page about them', () => {
    it('can all be set by the commands there', async () => {
      const commands = [...page.matchAll(/^npx nx run local-cloud:faults -- (.*)$/gm)];
      expect(commands.length).toBeGreaterThan(8);
      for (const [, command = 'none'] of commands) {
        await expect(run(...command.split(' '))).resolves.toEqual(expect.any(String));
      }
    });

    it('can all be set over HTTP', async () => {
      const bodies = [...page.matchAll(/^```json\n(.*?)^```$/gms)];
      expect(bodies.length).toBeGreaterThan(2);
      for (const [, body] of bodies) {
        const answer = await send('POST', '/_local-cloud/faults', body);
        expect(faultState.parse(await answer.json())).toMatchObject({ calls: 0, fired: 0 });
      }
      const listed = await send('GET', '/_local-cloud/faults');
      expect(z.array(faultState).parse(await listed.json())).toHaveLength(bodies.length);
    });
  });
});
