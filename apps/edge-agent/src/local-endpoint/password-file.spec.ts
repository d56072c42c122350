import { pbkdf2Sync } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PasswordFile, passwordLine } from './password-file';

const salt = Buffer.alloc(16, 7);

/** As `mosquitto_passwd` writes it. */
function mosquittoLine(name: string, password: string, iterations = 101): string {
  const short = salt.subarray(0, 12);
  const hash = pbkdf2Sync(password, short, iterations, 64, 'sha512').toString('base64');
  return `${name}:$7$${iterations}$${short.toString('base64')}$${hash}`;
}

describe('a file with passwords of programs', () => {
  let folder: string;
  let path: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'passwords-'));
    path = join(folder, 'passwords');
  });

  afterEach(() => rmSync(folder, { recursive: true }));

  const read = (...lines: string[]): PasswordFile => {
    writeFileSync(path, `${lines.join('\n')}\n`, { mode: 0o600 });
    return PasswordFile.read(path);
  };

  it('has lines of mosquitto_passwd, and of hash-password', async () => {
    const file = read(
      '# programs',
      mosquittoLine('meter', 'one'),
      '',
      await passwordLine('display', Buffer.from('two'), salt),
    );
    expect([...file.names]).toEqual(['meter', 'display']);
    await expect(file.admits('meter', Buffer.from('one'))).resolves.toBe(true);
    await expect(file.admits('display', Buffer.from('two'))).resolves.toBe(true);
    for (const [name, password] of [
      ['meter', 'two'],
      ['display', 'one'],
      ['other', 'one'],
      ['meter', ''],
    ] as const) {
      await expect(file.admits(name, Buffer.from(password))).resolves.toBe(false);
    }
  });

  it('lets nobody in when it is empty', async () => {
    await expect(read().admits('meter', Buffer.alloc(0))).resolves.toBe(false);
  });

  it('is for the agent’s user alone', () => {
    writeFileSync(path, mosquittoLine('meter', 'one'));
    chmodSync(path, 0o640);
    expect(() => PasswordFile.read(path)).toThrow('is open to other users (mode 640): close it (chmod 0600)');
  });

  it.each([
    ['a password as it is', 'meter:secret'],
    ['a hash that takes a minute', mosquittoLine('meter', 'x').replace('$101$', '$9999999$')],
    [
      'a hash that takes a gigabyte',
      'meter:$scrypt$ln=20,r=8,p=1$AAAAAAAAAAAAAAAAAAAAAA==$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAA==',
    ],
    ['a hash of no bytes', 'meter:$7$101$c2FsdA==$A'],
    [
      'a hash of so few bytes that another password may have it',
      'meter:$7$101$c2FsdA==$AAAAAAAAAAAAAAAAAAAA',
    ],
    [
      'costs that scrypt refuses',
      'meter:$scrypt$ln=18,r=1,p=1$AAAAAAAAAAAAAAAAAAAAAA==$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAA==',
    ],
    [
      'costs that scrypt refuses for so small a block',
      'meter:$scrypt$ln=16,r=1,p=1$AAAAAAAAAAAAAAAAAAAAAA==$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAA==',
    ],
    ['another hash', 'meter:$6$AAAA$BBBB'],
    ['no name', `:${mosquittoLine('', 'x').slice(1)}`],
    ['a name that is none', mosquittoLine('a b', 'x')],
  ])('has no line with %s, and no word of it is said', (_what, line) => {
    expect(() => read('# first', line)).toThrow(
      new Error(
        `${path}, line 2, is not name:hash with a hash of mosquitto_passwd or of agent.js hash-password.`,
      ),
    );
  });
});
