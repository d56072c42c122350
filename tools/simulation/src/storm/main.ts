import { existsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { errorInWords } from '@fleet/program-faults';
import { countDeviceCalls, deviceCallsFile } from './device-calls';

/** A file system in memory, where there is one: nothing of a device's disk has to last. */
const disks = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();

async function main(): Promise<void> {
  // Nx runs it in the workspace's root.
  const file = deviceCallsFile(process.cwd());
  const calls = await countDeviceCalls({ throttling: 'code', seed: 'calls', disks });
  writeFileSync(file, `${JSON.stringify(calls, undefined, 2)}\n`);
  process.stdout.write(`${file}\n`);
}

main().catch((error: unknown) => {
  process.stderr.write(`${errorInWords(error)}\n`);
  process.exitCode = 1;
});
