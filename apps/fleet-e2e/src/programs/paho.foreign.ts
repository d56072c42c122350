import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ResourceStack } from '@fleet/resource-stack';
import { foundClient, runProgram } from '../foreign-clients/foreign-client';
import { workspaceRoot } from '../workspace';
import { startSharingDevice, type SharingDevice } from './sharing-device';

describe('a program of a device in Python, as the page on programs has it', () => {
  const resources = new ResourceStack();
  let device: SharingDevice;

  beforeAll(async () => {
    device = await startSharingDevice(resources);
  });

  afterAll(() => resources.dispose());

  it('subscribes and publishes', async () => {
    const page = await readFile(join(workspaceRoot, 'docs', 'agent-programs.md'), 'utf8');
    const [, example = ''] = /```python\n(.*?)```/s.exec(page) ?? [];
    const program = join(device.folder, 'example.py');
    const ofDevice = example
      .replaceAll('SERIAL', device.serial)
      .replace('/run/fleet-agent/mqtt.sock', device.socketPath);
    await writeFile(program, `${ofDevice}\nprint("published")\n`);
    const { exitCode, stdout, stderr } = await runProgram(resources, foundClient('paho').program, [program]);
    expect({ exitCode, stdout, stderr }).toEqual({ exitCode: 0, stdout: 'published\n', stderr: '' });
  });
});
