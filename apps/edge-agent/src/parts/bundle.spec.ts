import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { bundledAgent } from '../testing/agent-bundle';

describe('the bundle', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'another-bundle-'));
  });

  afterEach(() => rmSync(folder, { recursive: true }));

  it('has the same bytes from wherever and to wherever it is built', async () => {
    const file = join(folder, 'agent.js');
    const build = join(__dirname, '../../esbuild.config.mjs');
    await promisify(execFile)(process.execPath, [build, file], { cwd: folder });
    expect(readFileSync(file, 'utf8') === readFileSync(bundledAgent(), 'utf8')).toBe(true);
  });
});
