import { bundledDevice } from '../testing/bundled-device';

/** Runs before the agent: says on stderr of each part that is compiled how long it is. */
const sayWhatIsCompiled = `
  const vm = require('node:vm');
  const { writeSync } = require('node:fs');
  const { compileFunction } = vm;
  vm.compileFunction = (text, names, options) => {
    writeSync(2, 'compiled ' + text.length + ' ' + options.filename + '\\n');
    return compileFunction(text, names, options);
  };`;

interface Part {
  readonly name: string;
  readonly length: number;
}

function partsIn(stderr: string): readonly Part[] {
  return [...stderr.matchAll(/^compiled (\d+) .*\/agent\.js\/(.*)\.js$/gm)].map(([, length, name = '']) => ({
    name: name.replace(/-[A-Z0-9]{8}$/, ''),
    length: Number(length),
  }));
}

describe('what a command loads of the program', () => {
  const given = bundledDevice();

  const loadedBy = async (...commandLine: string[]): Promise<readonly Part[]> => {
    const { device } = given();
    return partsIn((await device.runIn(device.after(sayWhatIsCompiled), ...commandLine)).stderr);
  };
  const namesOf = (parts: readonly Part[]): string[] => parts.map(({ name }) => name);

  /** What runs before the first part: the file without the texts in it. */
  const bytesOfLoader = 1_100;

  it('is under 250 KB for `provision`, with all that a provisioning needs', async () => {
    const { cloud } = given();
    const parts = await loadedBy('provision');
    expect(cloud.confirmations).toHaveLength(1);
    expect(namesOf(parts)).toEqual(expect.arrayContaining(['main', 'provision', 'key-making']));
    const bytes = parts.reduce((sum, { length }) => sum + length, bytesOfLoader);
    expect(bytes).toBeLessThanOrEqual(250_000);
  });

  it('is what other commands need only for these', async () => {
    const { device } = given();
    await device.run('provision');
    const commands = ['run', 'rotate', 'status', 'install-service', 'hash-password'];
    const rotated = namesOf(await loadedBy('rotate'));
    expect(rotated.filter((name) => commands.includes(name))).toEqual(['rotate']);
    const described = await loadedBy('status');
    expect(namesOf(described)).not.toContain('key-making');
    expect(described.reduce((sum, { length }) => sum + length, 0)).toBeLessThan(
      (await loadedBy('rotate')).reduce((sum, { length }) => sum + length, 0),
    );
  });

  it('is the library for command lines only where one needs an answer', async () => {
    expect(namesOf(await loadedBy('provision'))).not.toContain('program');
    expect(namesOf(await loadedBy('--help'))).toEqual(expect.arrayContaining(['main', 'program']));
  });
});
