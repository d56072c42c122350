import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { apiPage } from './api-page.mjs';

// Writes the API.md of each package that others import. With --check it writes nothing and ends with 1 where a page says
// something else than the code.

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..');

const protocol = '@fleet/provisioning-protocol';
const packages = [
  {
    page: 'libs/fleet-cdk/API.md',
    title: '@fleet/cdk',
    entries: { '@fleet/cdk': 'libs/fleet-cdk/src/index.ts' },
    errors: 'All are thrown when the app is synthesised, before anything is deployed.',
  },
  {
    page: 'libs/provisioning-protocol/API.md',
    title: protocol,
    entries: {
      [protocol]: 'libs/provisioning-protocol/src/index.ts',
      [`${protocol}/mqtt`]: 'libs/provisioning-protocol/src/adapters/mqtt.ts',
      [`${protocol}/aws-iot-device-sdk-v2`]:
        'libs/provisioning-protocol/src/adapters/aws-iot-device-sdk-v2.ts',
    },
    errors: 'Each that ends an exchange is a `ProvisioningError`.',
  },
];

for (const { page, ...described } of packages) {
  const file = join(root, page);
  const after = await format(apiPage(described), { ...(await resolveConfig(file)), parser: 'markdown' });
  if (!process.argv.includes('--check')) {
    writeFileSync(file, after);
  } else if (after !== readFileSync(file, 'utf8')) {
    process.stderr.write(`${page} is not what the code says; run: npx nx run workspace:document\n`);
    process.exitCode = 1;
  }
}
