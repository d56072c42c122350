import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import * as z from 'zod';
import { dependentsOf } from './dependents';
import { projects, workspaceRoot } from './workspace';

/** Asks Nx itself, in a process of its own. */
function affectedBy(file: string): string[] {
  const nx = createRequire(__filename).resolve('nx/bin/nx.js');
  const commandLine = [nx, 'show', 'projects', '--affected', `--files=${file}`, '--json'];
  const env = { ...process.env, NX_DAEMON: 'false' };
  const answer = execFileSync(process.execPath, commandLine, { cwd: workspaceRoot, env, encoding: 'utf8' });
  return z.array(z.string()).parse(JSON.parse(answer));
}

describe('nx affected', () => {
  const affected = affectedBy('libs/cert-dates/src/cert-date.ts');

  it('builds and tests whoever depends on the library that changed, and nobody else', () => {
    const expected = dependentsOf('cert-dates', projects());
    // This project looks at every file, so every change concerns it.
    expect(new Set(affected)).toEqual(expected.add('workspace'));
  });

  it('leaves the emulator alone when a rule of the fleet changes', () => {
    expect(affected).toContain('hook-lambda');
    for (const untouched of ['iot', 'mqtt-broker', 'cloudformation', 'iot-policy']) {
      expect(affected).not.toContain(untouched);
    }
  });
});
