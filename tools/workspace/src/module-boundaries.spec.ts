import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import * as z from 'zod';
import { projects, workspaceRoot } from './workspace';

const boundaries = '@nx/enforce-module-boundaries';
const imports = 'no-restricted-imports';
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
    what: 'a key file in the agent, beside the adapter of keys',
    path: 'apps/edge-agent/src/identity/key.ts',
    code: `export const keyFile = (folder: string): string => \`\${folder}/private.pem.key\`;\n`,
    rule: 'no-restricted-syntax',
  },
  {
    what: 'a private key in the agent, beside the adapter of keys',
    path: 'apps/edge-agent/src/identity/key.ts',
    code: `export { createPrivateKey } from 'node:crypto';\n`,
    rule: imports,
  },
  {
    what: 'the adapter of keys in the agent, where the port is enough',
    path: 'apps/edge-agent/src/identity/key.ts',
    code: `export { keyFiles } from '../keys/files/key-files';\n`,
    rule: imports,
  },
  {
    what: 'an AWS SDK in a browser',
    path: 'apps/fleet-console-page/src/cloud.tsx',
    code: `import { IoTClient } from '@aws-sdk/client-iot';\nexport const client = new IoTClient({});\n`,
    rule: boundaries,
  },
  {
    what: 'a cloud library in a browser',
    path: 'apps/fleet-console-page/src/cloud.tsx',
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
    path: 'libs/emulator/services/iot/src/fleet.ts',
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
    what: 'a service of the emulator in another one',
    path: 'libs/emulator/services/lambda/src/queues.ts',
    code: `export { createSqsService } from '@fleet/services/sqs';\n`,
    rule: boundaries,
  },
  {
    what: 'a service of the emulator in the test of another one',
    path: 'libs/emulator/services/lambda/src/queues.spec.ts',
    code: `export { createSqsService } from '@fleet/services/sqs';\n`,
    rule: boundaries,
  },
  {
    what: 'a service of the emulator in an engine',
    path: 'libs/emulator/mqtt-broker/src/registry.ts',
    code: `export { openControlPlane } from '@fleet/services/iot';\n`,
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
    what: 'a library with I/O in one of rules',
    path: 'libs/certificate-lifecycle/src/registry.ts',
    code: `export { dynamoDbDeviceRegistry } from '@fleet/device-registry';\n`,
    rule: boundaries,
  },
  {
    what: 'a test double in a public index',
    path: 'libs/device-registry/src/index.ts',
    code: `export { inMemoryDeviceRegistry } from './testing/in-memory-device-registry';\n`,
    rule: imports,
  },
  {
    what: 'a test double of a library in what runs',
    path: 'apps/hook-lambda/src/store.ts',
    code: `export { inMemoryDeviceRegistry } from '@fleet/device-registry/testing';\n`,
    rule: imports,
  },
  {
    what: 'a library for tests in what runs',
    path: 'apps/hook-lambda/src/store.ts',
    code: `export { FailingCalls } from '@fleet/failing-calls';\n`,
    rule: boundaries,
  },
  {
    what: 'a test double in a library of rules',
    path: 'libs/policy-templates/src/place.ts',
    code: `export { place } from './testing/connection';\n`,
    rule: imports,
  },
] as const;

/** What a project that promises to do no I/O might do all the same, and which rule has to stop it. */
const impure = [
  {
    what: 'the file system',
    code: `import { readFileSync } from 'node:fs';\nexport const today = readFileSync('today', 'utf8');\n`,
    rule: imports,
  },
  {
    what: 'chance',
    code: `import { randomUUID } from 'node:crypto';\nexport const id = randomUUID();\n`,
    rule: imports,
  },
  { what: 'the environment', code: `export const { env } = process;\n`, rule: 'no-restricted-globals' },
  { what: 'the network', code: `export const page = fetch('https://x');\n`, rule: 'no-restricted-globals' },
  { what: 'a client of AWS', code: `export { IoTClient } from '@aws-sdk/client-iot';\n`, rule: boundaries },
  { what: 'the time', code: `export const now = Date.now();\n`, rule: 'no-restricted-properties' },
  { what: 'the day', code: `export const today = new Date();\n`, rule: 'no-restricted-syntax' },
  { what: 'a die', code: `export const side = Math.random();\n`, rule: 'no-restricted-properties' },
  {
    what: 'the global of chance',
    code: `export const id = crypto.randomUUID();\n`,
    rule: 'no-restricted-globals',
  },
  {
    what: 'the file system, while it runs',
    code: `export const files = import('node:fs');\n`,
    rule: 'no-restricted-syntax',
  },
];
const rulesProjects = projects().filter(({ tags }) => tags.includes('layer:rules'));
const refusedInRules = rulesProjects.flatMap(({ name, root }) =>
  impure.map(({ what, code, rule }) => ({
    what: `${what} in ${name}`,
    path: `${root}/src/impure.ts`,
    code,
    rule,
  })),
);

const admitted = [
  { path: 'apps/hook-lambda/src/names.ts', code: `export { fleetNames } from '@fleet/fleet-contract';\n` },
  { path: 'apps/edge-agent/src/dates.ts', code: `export { isDue } from '@fleet/cert-dates';\n` },
  {
    path: 'libs/emulator/services/iot/src/policy.ts',
    code: `export { evaluate } from '@fleet/iot-policy';\n`,
  },
  {
    path: 'libs/emulator/services/lambda/src/served.spec.ts',
    code: `export { serveServices } from '@fleet/served-services';\n`,
  },
  {
    path: 'apps/hook-lambda/src/testing/store.ts',
    code: `export { inMemoryDeviceRegistry } from '@fleet/device-registry/testing';\n`,
  },
  {
    path: 'apps/hook-lambda/src/store.spec.ts',
    code: `export { inMemoryDeviceRegistry } from '@fleet/device-registry/testing';\n`,
  },
  {
    path: 'apps/hook-lambda/src/failing.spec.ts',
    code: `export { FailingCalls } from '@fleet/failing-calls';\n`,
  },
  {
    path: 'libs/certificate-lifecycle/src/digest.ts',
    code: `export { createHash } from 'node:crypto';\n`,
  },
] as const;

const allRefused = [...refused, ...refusedInRules];

describe('the borders between projects, as lint holds them', () => {
  const found = answer.parse(
    JSON.parse(
      execFileSync(process.execPath, [join(__dirname, 'lint-virtual-files.mjs')], {
        cwd: workspaceRoot,
        env: { ...process.env, NX_DAEMON: 'false' },
        input: JSON.stringify([...allRefused, ...admitted].map(({ path, code }) => ({ path, code }))),
        encoding: 'utf8',
      }),
    ),
  );

  it.each(allRefused.map((file, index) => ({ ...file, index })))('refuse $what', ({ index, rule }) => {
    expect(found[index]?.map(({ ruleId }) => ruleId)).toContain(rule);
  });

  it('hold for every project that is tagged as one of rules', () => {
    expect(rulesProjects.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['cert-dates', 'iot-policy']),
    );
  });

  it('let through what the architecture provides for', () => {
    expect(found.slice(allRefused.length)).toEqual(admitted.map(() => []));
  });
});
