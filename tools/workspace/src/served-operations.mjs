import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

// The services of local-cloud and the operations that they answer, as their sources have them.

export const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..');
export const services = join(root, 'libs', 'emulator', 'services');
const require = createRequire(import.meta.url);

/**
 * The services as people call them, by their folders; the SDK client and the prefix of IAM's actions where they are
 * called otherwise.
 */
export const titles = {
  cloudformation: { title: 'CloudFormation' },
  cloudwatch: { title: 'CloudWatch' },
  dynamodb: { title: 'DynamoDB' },
  ecr: { title: 'ECR' },
  iam: { title: 'IAM' },
  iot: { title: 'AWS IoT' },
  'iot-data': { title: 'AWS IoT data plane', client: 'iot-data-plane', prefix: 'iot' },
  kms: { title: 'KMS' },
  lambda: { title: 'Lambda' },
  logs: { title: 'CloudWatch Logs', client: 'cloudwatch-logs' },
  s3: { title: 'S3' },
  scheduler: { title: 'EventBridge Scheduler' },
  sqs: { title: 'SQS' },
  ssm: { title: 'SSM Parameter Store' },
  sns: { title: 'SNS' },
  sts: { title: 'STS' },
};

/** The folders of all services. */
export const serviceFolders = () => readdirSync(services).sort();

/** The sources of a service, without its tests. */
export function sourcesOf(folder, name) {
  return readdirSync(join(services, folder, 'src'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && name.test(entry.name) && !/testing/.test(entry.parentPath))
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'));
}

/** Names of handlers in a service's sources that are operations of its SDK client. */
export function operationsOf(folder) {
  const keys = sourcesOf(folder, /-handlers\.ts$|^index\.ts$|-service\.ts$/).flatMap((source) =>
    [...source.matchAll(/^\s*(?:async )?([A-Z]\w+)(?=\s*[:(,])/gm)].map(([, key]) => key),
  );
  if (keys.length === 0) {
    return [];
  }
  const known = new Set(operationsOfClient(folder));
  return [...new Set(keys)].filter((key) => known.has(key)).sort();
}

/** Every operation of a service's SDK client. */
export function operationsOfClient(folder) {
  return Object.keys(require(`@aws-sdk/client-${clientOf(folder)}`))
    .filter((name) => /^[A-Z]\w*Command$/.test(name))
    .map((name) => name.replace(/Command$/, ''))
    .sort();
}

/** The name of a service's SDK client, without `@aws-sdk/client-`. */
export const clientOf = (folder) => titles[folder]?.client ?? folder;
