import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { ResourceStack } from '@fleet/resource-stack';
import { runOperator } from './operator';

describe('an operator’s command', () => {
  it('runs in the workspace’s root, with the files that its starter means by relative paths', async () => {
    const workspaceRoot = await realpath(await mkdtemp(join(tmpdir(), 'operator-')));
    const program = join(workspaceRoot, 'dist/apps/infra/program/operator.js');
    await mkdir(dirname(program), { recursive: true });
    await writeFile(
      program,
      'console.log(JSON.stringify([process.cwd(), process.env.FLEET_CONFIG, process.env.FLEET_ASSEMBLY]))',
    );
    const resources = new ResourceStack();
    const environment = { PATH: process.env['PATH'], FLEET_CONFIG: 'a.json', FLEET_ASSEMBLY: 'cdk.out' };
    const operator = runOperator(['deploy'], { workspaceRoot, resources, environment });
    await operator.succeed();
    expect(operator.stdout).toEqual([JSON.stringify([workspaceRoot, resolve('a.json'), resolve('cdk.out')])]);
    await resources.dispose();
    await rm(workspaceRoot, { recursive: true });
  });
});
