import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import * as z from 'zod';
import { workspaceRoot } from './workspace';

const boundaries = '@nx/enforce-module-boundaries';
const answer = z.array(z.array(z.object({ ruleId: z.string(), message: z.string() })));

/** What somebody might write one day, and which rule has to stop it. */
const refused = [
  {
    what: 'an AWS SDK on the device',
    path: 'apps/edge-agent/src/cloud.ts',
    code: `import { IoTClient } from '@aws-sdk/client-iot';\nexport const client = new IoTClient({});\n`,
    rule: boundaries,
  },
  {
    what: 'a cloud library on the device',
    path: 'apps/edge-agent/src/cloud.ts',
    code: `export { dynamoDbDeviceRegistry } from '@fleet/device-registry';\n`,
    rule: boundaries,
  },
  {
    what: 'one app in another',
    path: 'apps/infra/src/agent.ts',
    code: `export { runCommandLine } from '../../edge-agent/src/cli/program';\n`,
    rule: boundaries,
  },
  {
    what: 'this project in the emulator',
    path: 'libs/emulator/iot-core/src/fleet.ts',
    code: `export { fleetNames } from '@fleet/fleet-contract';\n`,
    rule: boundaries,
  },
  {
    what: 'this project in local-cloud',
    path: 'apps/local-cloud/src/fleet.ts',
    code: `export { fleetNames } from '@fleet/fleet-contract';\n`,
    rule: boundaries,
  },
  {
    what: 'the emulator in what runs in AWS',
    path: 'apps/hook-lambda/src/store.ts',
    code: `export { openStore } from '@fleet/emulator-store';\n`,
    rule: boundaries,
  },
  {
    what: 'the insides of a library',
    path: 'apps/hook-lambda/src/names.ts',
    code: `export { fleetNames } from '../../../libs/fleet-contract/src/fleet-names';\n`,
    rule: boundaries,
  },
  {
    what: 'the file system in a library of rules',
    path: 'libs/cert-dates/src/file.ts',
    code: `import { readFileSync } from 'node:fs';\nexport const today = readFileSync('today', 'utf8');\n`,
    rule: 'no-restricted-imports',
  },
] as const;

const admitted = [
  { path: 'apps/hook-lambda/src/names.ts', code: `export { fleetNames } from '@fleet/fleet-contract';\n` },
  { path: 'apps/edge-agent/src/dates.ts', code: `export { isDue } from '@fleet/cert-dates';\n` },
  { path: 'libs/emulator/iot-core/src/policy.ts', code: `export { evaluate } from '@fleet/iot-policy';\n` },
] as const;

describe('the borders between rooms, as lint holds them', () => {
  const found = answer.parse(
    JSON.parse(
      execFileSync(process.execPath, [join(__dirname, 'lint-virtual-files.mjs')], {
        cwd: workspaceRoot,
        env: { ...process.env, NX_DAEMON: 'false' },
        input: JSON.stringify([...refused, ...admitted].map(({ path, code }) => ({ path, code }))),
        encoding: 'utf8',
      }),
    ),
  );

  it.each(refused.map((file, index) => ({ ...file, index })))('refuse $what', ({ index, rule }) => {
    expect(found[index]?.map(({ ruleId }) => ruleId)).toContain(rule);
  });

  it('let through what the architecture provides for', () => {
    expect(found.slice(refused.length)).toEqual(admitted.map(() => []));
  });
});
