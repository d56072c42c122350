import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSync } from 'esbuild';

describe('the start of the program', () => {
  let folder: string;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'start-of-program-'));
    buildSync({ entryPoints: [join(__dirname, 'main.ts')], outdir: folder, platform: 'node', format: 'cjs' });
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const write = (name: string, content: string | Buffer): void => writeFileSync(join(folder, name), content);
  const start = (...words: string[]): string =>
    execFileSync(process.execPath, [join(folder, 'main.js'), ...words], { encoding: 'utf8' });

  const { arch, platform, version, versions } = process;
  const cacheOf = (node: string): string => `program-${node}-v8-${versions.v8}-${platform}-${arch}.cache`;

  it.each([
    ['of another V8', cacheOf(version), Buffer.alloc(1_000, 'x')],
    ['cut off', cacheOf(version), Buffer.alloc(0)],
    ['of another Node.js', cacheOf('v20.19.0'), Buffer.alloc(1_000, 'x')],
  ])('is the same with a cache that is %s', (_what, name, content) => {
    write(
      'program.js',
      'console.log(process.argv.slice(2).join(), __filename, require("./package.json").name);',
    );
    write('package.json', '{ "name": "the cloud" }');
    write(name, content);
    expect(start('serve', '--port')).toBe(`serve,--port ${join(folder, 'program.js')} the cloud\n`);
  });
});
