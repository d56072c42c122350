import type { OwnClients } from '@fleet/own-clients';
import type { ResourceType } from '@fleet/resource-types';
import { afterCreating, int, tags, changeTags, tagMap, unlessGone } from '@fleet/resource-types';
import { zipSync } from 'fflate';
import * as z from 'zod';
import { nodeRuntimes } from '../function-settings';

/** What has a default is always given, so that an update also takes back what the template no longer says. */
const schema = z.strictObject({
  Architectures: z.array(z.enum(['x86_64', 'arm64'])).optional(),
  Code: z.union([
    z.strictObject({ S3Bucket: z.string(), S3Key: z.string(), S3ObjectVersion: z.string().optional() }),
    z.strictObject({ ZipFile: z.string() }),
  ]),
  DeadLetterConfig: z.strictObject({ TargetArn: z.string().optional() }).optional(),
  Description: z.string().default(''),
  Environment: z.strictObject({ Variables: z.record(z.string(), z.coerce.string()).optional() }).optional(),
  FunctionName: z.string().optional(),
  Handler: z.string().optional(),
  LoggingConfig: z
    .strictObject({ LogGroup: z.string().optional(), LogFormat: z.enum(['Text', 'JSON']).optional() })
    .optional(),
  MemorySize: int.default(128),
  PackageType: z.literal('Zip').optional(),
  ReservedConcurrentExecutions: int.optional(),
  Role: z.string(),
  Runtime: z.enum(nodeRuntimes),
  Tags: tags,
  Timeout: int.default(3),
  VpcConfig: z
    .strictObject({
      SubnetIds: z.array(z.string()).optional(),
      SecurityGroupIds: z.array(z.string()).optional(),
    })
    .default({ SubnetIds: [], SecurityGroupIds: [] }),
});
type Properties = z.infer<typeof schema>;

/** AWS::Lambda::Function with code from S3 or given inline. */
export function lambdaFunction(clients: OwnClients): ResourceType<Properties> {
  return {
    typeName: 'AWS::Lambda::Function',
    replaceOn: ['FunctionName', 'PackageType'],
    schema,
    harmless: [{ properties: 'PackageType', because: 'only Zip is taken, which is the default' }],
    physicalIdOf: ({ FunctionName: name }, context) => name ?? context.uniqueName(),
    create: async (properties, context) => {
      const lambda = await clients.lambda();
      const name = properties.FunctionName ?? context.uniqueName();
      const { FunctionArn } = await lambda.createFunction({
        FunctionName: name,
        Code: codeOf(properties),
        Architectures: properties.Architectures,
        Tags: tagMap(properties.Tags, context),
        ...configurationOf(properties),
      });
      await afterCreating(name, async () => {
        const { waitUntilFunctionActiveV2 } = await import('@aws-sdk/client-lambda');
        await waitUntilFunctionActiveV2({ client: lambda, maxWaitTime: 120 }, { FunctionName: name });
        await limitConcurrency(clients, name, properties, undefined);
      });
      return { physicalId: name, attributes: { Arn: FunctionArn } };
    },
    update: async (properties, previous, name, context) => {
      const lambda = await clients.lambda();
      const { waitUntilFunctionUpdatedV2 } = await import('@aws-sdk/client-lambda');
      const settled = { client: lambda, maxWaitTime: 120 };
      await lambda.updateFunctionCode({
        FunctionName: name,
        Architectures: properties.Architectures,
        ...codeOf(properties),
      });
      await waitUntilFunctionUpdatedV2(settled, { FunctionName: name });
      const { FunctionArn } = await lambda.updateFunctionConfiguration({
        FunctionName: name,
        ...configurationOf(properties),
      });
      await waitUntilFunctionUpdatedV2(settled, { FunctionName: name });
      await limitConcurrency(clients, name, properties, previous.properties);
      await changeTags(previous.properties.Tags, tagMap(properties.Tags, context), {
        set: (Tags) => lambda.tagResource({ Resource: FunctionArn, Tags }),
        remove: (TagKeys) => lambda.untagResource({ Resource: FunctionArn, TagKeys }),
      });
      return { physicalId: name, attributes: { Arn: FunctionArn } };
    },
    delete: async (name) => unlessGone((await clients.lambda()).deleteFunction({ FunctionName: name })),
  };
}

/** Inline source becomes the module `index` of a zip, as CloudFormation does it. */
function codeOf({ Code: code }: Properties) {
  return 'ZipFile' in code ? { ZipFile: zipSync({ 'index.js': Buffer.from(code.ZipFile) }) } : code;
}

function configurationOf(properties: Properties) {
  return {
    Role: properties.Role,
    Handler: properties.Handler,
    Runtime: properties.Runtime,
    Description: properties.Description,
    Timeout: properties.Timeout,
    MemorySize: properties.MemorySize,
    Environment: { Variables: properties.Environment?.Variables ?? {} },
    LoggingConfig: properties.LoggingConfig,
    DeadLetterConfig: properties.DeadLetterConfig,
    VpcConfig: properties.VpcConfig,
  };
}

async function limitConcurrency(
  clients: OwnClients,
  FunctionName: string,
  { ReservedConcurrentExecutions: wanted }: Properties,
  previous: Properties | undefined,
): Promise<void> {
  const lambda = await clients.lambda();
  if (wanted !== undefined) {
    await lambda.putFunctionConcurrency({ FunctionName, ReservedConcurrentExecutions: wanted });
  } else if (previous?.ReservedConcurrentExecutions !== undefined) {
    await lambda.deleteFunctionConcurrency({ FunctionName });
  }
}
