import { createRequire } from 'node:module';
import { filesBelow, readText } from './workspace';

/** The folder of each service of local-cloud, and the SDK client whose operations it answers. */
export const sdkClients: Readonly<Record<string, string>> = {
  cloudformation: 'cloudformation',
  dynamodb: 'dynamodb',
  ecr: 'ecr',
  iam: 'iam',
  iot: 'iot',
  iotdata: 'iot-data-plane',
  kms: 'kms',
  lambda: 'lambda',
  logs: 'cloudwatch-logs',
  s3: 's3',
  scheduler: 'scheduler',
  sqs: 'sqs',
  ssm: 'ssm',
  sts: 'sts',
};

const services = 'apps/local-cloud/src/services';

/** The folders of all services. */
export function serviceFolders(): string[] {
  const below = filesBelow(services).map((path) => path.slice(services.length + 1));
  return [...new Set(below.filter((path) => path.includes('/')).map((path) => path.split('/')[0] ?? ''))];
}

/** Operations of the SDK client that appear as names of handlers in the service's sources, sorted. */
export function operationsOf(service: string): string[] {
  const sources = filesBelow(`${services}/${service}`).filter(
    (path) => !/\.spec\.ts$|\/testing\//.test(path),
  );
  const known: unknown = createRequire(__filename)(`@aws-sdk/client-${sdkClients[service] ?? service}`);
  const isOperation = (name: string) =>
    typeof known === 'object' && known !== null && `${name}Command` in known;
  const keys = sources.flatMap((path) =>
    [...readText(path).matchAll(/^\s*(?:async )?([A-Z]\w+)(?=\s*[:(,])/gm)].map(([, key]) => key ?? ''),
  );
  return [...new Set(keys)].filter(isOperation).sort();
}
