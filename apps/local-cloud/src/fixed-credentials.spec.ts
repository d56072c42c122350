import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InvalidOptionError } from './invalid-option';
import { parseOptions } from './options';

describe('an access key of the user', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'local-cloud-'));
    writeFileSync(join(folder, 'secret'), 'from the file\n', { mode: 0o600 });
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const credentials = (commandLine: Record<string, string>, environment: NodeJS.ProcessEnv = {}) =>
    parseOptions(commandLine, environment, folder).credentials;

  it('has its secret from a file, or from the environment', () => {
    expect(credentials({ accessKeyId: 'test', secretAccessKeyFile: 'secret' })).toEqual({
      accessKeyId: 'test',
      secretAccessKey: 'from the file',
    });
    expect(credentials({ accessKeyId: 'test' }, { LOCAL_CLOUD_SECRET_ACCESS_KEY: 'from outside' })).toEqual({
      accessKeyId: 'test',
      secretAccessKey: 'from outside',
    });
  });

  it('is the cloud’s own where none is named, whatever the environment says', () => {
    expect(credentials({}, { LOCAL_CLOUD_SECRET_ACCESS_KEY: 'from outside' })).toBeUndefined();
  });

  it.each([
    [{ accessKeyId: 'test' }, '--access-key-id needs its secret'],
    [{ secretAccessKeyFile: 'secret' }, '--secret-access-key-file belongs to an --access-key-id'],
    [
      { accessKeyId: 'test', secretAccessKeyFile: 'none' },
      '--secret-access-key-file must be a file that can be read',
    ],
    [{ accessKeyId: 'a/b', secretAccessKeyFile: 'secret' }, '--access-key-id must be letters'],
  ])('is refused as %j', (commandLine, message) => {
    expect(() => credentials(commandLine)).toThrow(InvalidOptionError);
    expect(() => credentials(commandLine)).toThrow(message);
  });
});
