import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

// Writes into docs/local-cloud.md what local-cloud answers, as its sources have it. With --check it writes nothing and
// ends with 1 where the page says something else.

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..');
const page = join(root, 'docs', 'local-cloud.md');
const services = join(root, 'libs', 'emulator', 'services');
const require = createRequire(import.meta.url);

/** The services as people call them, by their folders, and the SDK client where it is called otherwise. */
const titles = {
  cloudformation: { title: 'CloudFormation' },
  dynamodb: { title: 'DynamoDB' },
  ecr: { title: 'ECR' },
  iam: { title: 'IAM' },
  iot: { title: 'AWS IoT' },
  'iot-data': { title: 'AWS IoT data plane', client: 'iot-data-plane' },
  kms: { title: 'KMS' },
  lambda: { title: 'Lambda' },
  logs: { title: 'CloudWatch Logs', client: 'cloudwatch-logs' },
  s3: { title: 'S3' },
  scheduler: { title: 'EventBridge Scheduler' },
  sqs: { title: 'SQS' },
  ssm: { title: 'SSM Parameter Store' },
  sts: { title: 'STS' },
};

/** The sources of a service, without its tests. */
function sourcesOf(folder, name) {
  return readdirSync(join(services, folder, 'src'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && name.test(entry.name) && !/testing/.test(entry.parentPath))
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'));
}

/** Names of handlers in a service's sources that are operations of its SDK client. */
function operationsOf(folder) {
  const { client = folder } = titles[folder] ?? {};
  const keys = sourcesOf(folder, /-handlers\.ts$|^index\.ts$|-service\.ts$/).flatMap((source) =>
    [...source.matchAll(/^\s*(?:async )?([A-Z]\w+)(?=\s*[:(,])/gm)].map(([, key]) => key),
  );
  if (keys.length === 0) {
    return [];
  }
  const known = require(`@aws-sdk/client-${client}`);
  return [...new Set(keys)].filter((key) => `${key}Command` in known).sort();
}

const serviceFolders = () => readdirSync(services).sort();

function describeServices() {
  return serviceFolders()
    .map((name) => ({ name, operations: operationsOf(name) }))
    .filter(({ operations }) => operations.length > 0)
    .map(({ name, operations }) => `**${titles[name]?.title ?? name}**: ${operations.join(', ')}.\n\n`)
    .join('');
}

function describeResourceTypes() {
  return serviceFolders()
    .flatMap((folder) => sourcesOf(folder, /^[\w-]+\.ts$/))
    .flatMap((source) => [...source.matchAll(/^ {4}typeName: '(AWS::[\w:]+)',$/gm)].map(([, name]) => name))
    .sort()
    .map((name) => `\`${name}\``)
    .join(', ');
}

const before = readFileSync(page, 'utf8');
const after = before
  .replace(/(?<=with its name\.\n\n)[^]*(?=\*\*CloudFormation resource types\*\*)/, () => describeServices())
  .replace(/(?<=\*\*CloudFormation resource types\*\*: )[^]*?(?=, and `AWS::CloudFormation)/, () =>
    describeResourceTypes(),
  );
if (!process.argv.includes('--check')) {
  writeFileSync(page, after);
} else if (after !== before) {
  const lines = new Set(before.split('\n'));
  const added = after.split('\n').filter((line) => !lines.has(line));
  process.stderr.write(
    `docs/local-cloud.md is not what the sources say; run: npx nx run workspace:document\n${added.join('\n')}\n`,
  );
  process.exitCode = 1;
}
