import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startCloud } from '@fleet/emulator-cloud';
import { explained } from './cannot-serve';
import { CannotServeError } from './cannot-serve-error';
import { parseOptions } from './options';

describe('an error that keeps a cloud from starting names the option in a sentence', () => {
  const options = { host: '127.0.0.1', mqttPort: 8883 };
  const fault = (fields: object) => Object.assign(new Error('listen failed'), fields);

  it.each([
    [
      { code: 'EADDRINUSE', port: 8883 },
      'port 8883 is in use; stop the program that uses it, or choose another --mqtt-port',
    ],
    [
      { code: 'EADDRINUSE', port: 4566 },
      'port 4566 is in use; stop the program that uses it, or choose another --port',
    ],
    [{ code: 'EACCES', port: 80 }, 'this user may not use port 80; choose another --port'],
    [
      { code: 'EADDRNOTAVAIL', port: 1 },
      '127.0.0.1 is not an address of this machine; choose another --host',
    ],
  ])('%j', (fields, sentence) => {
    const thrown = explained(fault(fields), options);
    expect(thrown).toBeInstanceOf(CannotServeError);
    expect(thrown).toMatchObject({ message: sentence });
  });

  it('also where a folder of the data directory cannot be used', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'local-cloud-'));
    const inTheWay = join(dataDir, 's3');
    writeFileSync(inTheWay, '');
    const start = startCloud(parseOptions({ port: '0', mqttPort: '0', dataDir }, {}, '/'));
    const error: unknown = await start.catch((reason: unknown) => reason);
    const thrown = explained(error, options);
    expect(thrown).toBeInstanceOf(CannotServeError);
    expect(String(thrown)).toContain(`cannot use ${inTheWay} (`);
    expect(String(thrown)).toContain('--data-dir');
    rmSync(dataDir, { recursive: true, force: true });
  });

  it.each([
    [{ host: '0.0.0.0' }, '--host must be a loopback address, unless a public host says how others reach it'],
    [{ publicHost: '192.0.2.1' }, '--public-host must be a DNS name, not an address'],
    [{ publicHost: 'a b' }, '--public-host must be a DNS name, not an address'],
  ])('also where others could reach the cloud and are not told how: %j', async (commandLine, sentence) => {
    const start = startCloud(parseOptions({ ephemeral: true, ...commandLine }, {}, '/'));
    const error: unknown = await start.catch((reason: unknown) => reason);
    expect(explained(error, options)).toEqual(new CannotServeError(sentence));
  });

  it('leaves a fault of its own as it is', () => {
    const bug = new TypeError('undefined is not a function');
    expect(explained(bug, options)).toBe(bug);
  });
});
