import { execFileSync } from 'node:child_process';
import { nextCommands } from './next-commands';

describe('what the demo suggests next', () => {
  it('gives the permit without which a new certificate is not replaced, before it suggests to replace it', () => {
    const commands = nextCommands('/here/devices/demo-0001');
    const permit = commands.indexOf('npx nx run fleet-cli:run:local -- devices permit demo-0001 rotate');
    expect(permit).toBeGreaterThanOrEqual(0);
    expect(commands.indexOf('node /here/devices/demo-0001/agent.js rotate')).toBeGreaterThan(permit);
  });

  it.each(['/here/devices', '/my fleets/devices', "/it's $HOME/`devices`"])(
    'can be typed into a shell as it is printed, where the folder is %s',
    (folder) => {
      const [status] = nextCommands(folder);
      if (status === undefined) {
        throw new Error('nothing is suggested');
      }
      const words = execFileSync('sh', ['-c', `printf '%s\\n' ${status}`], { encoding: 'utf8' });
      expect(words).toBe(`node\n${folder}/agent.js\nstatus\n`);
    },
  );
});
