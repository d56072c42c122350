// Deploys the fleet under test into a local-cloud and ends that: what is left is the data that each file of end-to-end
// tests begins with, as deploying takes ten seconds of a processor. It uses the built commands, as a user would.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import '../../fleet-under-test.cjs';

const dist = join(dirname(fileURLToPath(import.meta.url)), '../../../../dist');
const data = join(dist, 'apps/fleet-e2e/deployed-cloud');
const start = (program, stdio, ...args) => {
  const environment = { ...process.env, LOCAL_CLOUD_DATA_DIR: data };
  return spawn(process.execPath, [join(dist, 'apps', program), ...args], { env: environment, stdio });
};
const succeed = async (child, what) => {
  const [code] = child.exitCode === null ? await once(child, 'exit') : [child.exitCode];
  if (code !== 0) {
    throw new Error(`${what} ended with ${code ?? 'a signal'}`);
  }
};

rmSync(data, { recursive: true, force: true });
mkdirSync(data, { recursive: true, mode: 0o700 });
const cloud = start(
  'local-cloud/main.js',
  ['ignore', 'pipe', 'inherit'],
  'serve',
  '--port',
  '0',
  '--mqtt-port',
  '0',
  '--data-dir',
  data,
);
try {
  // It prints one line, when everything listens.
  await Promise.race([
    once(cloud.stdout, 'data'),
    succeed(cloud, 'local-cloud').then(() =>
      Promise.reject(new Error('local-cloud ended before it was ready')),
    ),
  ]);
  await succeed(start('infra/program/synth.js', 'inherit'), 'the synthesis');
  await succeed(start('infra/program/operator.js', 'inherit', 'deploy', '--local'), 'the deployment');
} finally {
  cloud.kill('SIGTERM');
}
await succeed(cloud, 'local-cloud');
