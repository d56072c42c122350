import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { prepareSocketPlace, SocketPlaceError } from './socket-place';

describe('the place of a socket for programs', () => {
  let parent: string;
  let folder: string;
  let path: string;

  beforeEach(() => {
    parent = mkdtempSync(join(tmpdir(), 'place-'));
    folder = join(parent, 'run');
    path = join(folder, 'mqtt.sock');
  });

  afterEach(() => rmSync(parent, { recursive: true }));

  const modeOf = (): number => statSync(folder).mode & 0o777;

  it('is a folder for the agent’s user and group, which is made where there is none', async () => {
    await prepareSocketPlace(path);
    expect(modeOf()).toBe(0o750);
  });

  it.each([0o755, 0o777, 0o770])(
    'is closed where it was open (mode %i), and nothing else is in it',
    async (mode) => {
      mkdirSync(folder);
      chmodSync(folder, mode);
      await prepareSocketPlace(path);
      expect(modeOf()).toBe(0o750);
    },
  );

  it.each([0o700, 0o710, 0o750])('stays as it is where others cannot come in (mode %i)', async (mode) => {
    mkdirSync(folder);
    chmodSync(folder, mode);
    await prepareSocketPlace(path);
    expect(modeOf()).toBe(mode);
  });

  it('is no folder in which others have something: the agent does not close /tmp', async () => {
    mkdirSync(folder);
    chmodSync(folder, 0o777);
    writeFileSync(join(folder, 'of-others'), '');
    await expect(prepareSocketPlace(path)).rejects.toThrow(
      new SocketPlaceError(
        `${folder} is open to other users (mode 777), and has of-others: put the socket into a folder of its own, or ` +
          `close this one (chmod 0750).`,
      ),
    );
    expect(modeOf()).toBe(0o777);
  });

  it('is not where a file is', async () => {
    mkdirSync(folder, { mode: 0o750 });
    writeFileSync(path, 'precious');
    await expect(prepareSocketPlace(path)).rejects.toThrow('is no socket');
  });

  it('is not in a folder that is not there', async () => {
    await expect(prepareSocketPlace(join(folder, 'deep', 'mqtt.sock'))).rejects.toThrow(SocketPlaceError);
  });
});
