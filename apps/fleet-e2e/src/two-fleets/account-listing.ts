import { createHash } from 'node:crypto';
import { CloudFormation, paginateListStacks } from '@aws-sdk/client-cloudformation';
import { DynamoDB, paginateListTables, paginateScan } from '@aws-sdk/client-dynamodb';
import { IAM, paginateListRoles } from '@aws-sdk/client-iam';
import { Lambda, paginateListFunctions } from '@aws-sdk/client-lambda';
import { paginateListObjectsV2, S3 } from '@aws-sdk/client-s3';
import { paginateListSchedules, Scheduler } from '@aws-sdk/client-scheduler';
import { paginateListQueues, SQS } from '@aws-sdk/client-sqs';
import { sdkSettings } from '@fleet/local-fleet';
import type { TestCloud } from '../deployment/test-cloud';
import { listIot } from './iot-listing';
import type { Entries } from './listing-entries';

/** What an account has: what each thing is, by its kind and name. */
export type AccountListing = Readonly<Record<string, unknown>>;

/** Tables whose items change by themselves, as time passes: where a monitor keeps how far its sweep has come. */
const changing = /_sweeps$/;

/** Everything that the services have whose resources a fleet consists of, with what is in it. */
export async function listAccount({ cloud, iot }: TestCloud): Promise<AccountListing> {
  const settings = sdkSettings(cloud.endpoints);
  const cloudFormation = new CloudFormation(settings);
  const dynamoDb = new DynamoDB(settings);
  const iam = new IAM(settings);
  const lambda = new Lambda(settings);
  const s3 = new S3({ ...settings, forcePathStyle: true });
  const scheduler = new Scheduler(settings);
  const sqs = new SQS(settings);
  try {
    return Object.fromEntries([
      ...(await listIot(iot)),
      ...(await stacks(cloudFormation)),
      ...(await tables(dynamoDb)),
      ...(await roles(iam)),
      ...(await functions(lambda)),
      ...(await objects(s3)),
      ...(await schedules(scheduler)),
      ...(await queues(sqs)),
    ]);
  } finally {
    [cloudFormation, dynamoDb, iam, lambda, s3, scheduler, sqs].forEach((client) => client.destroy());
  }
}

async function stacks(client: CloudFormation): Promise<Entries> {
  const entries: Entries = [];
  for await (const { StackSummaries = [] } of paginateListStacks({ client }, {})) {
    for (const { StackName, StackStatus } of StackSummaries) {
      if (StackStatus !== 'DELETE_COMPLETE') {
        entries.push([`stack ${StackName}`, StackStatus]);
      }
    }
  }
  return entries;
}

async function tables(client: DynamoDB): Promise<Entries> {
  const entries: Entries = [];
  for await (const { TableNames = [] } of paginateListTables({ client }, {})) {
    for (const table of TableNames) {
      const named = { TableName: table };
      entries.push([`table ${table}`, (await client.describeTable(named)).Table?.KeySchema]);
      for await (const { Items = [] } of paginateScan({ client }, named)) {
        const kept = changing.test(table) ? [] : Items;
        entries.push(...kept.map((item) => [`item ${table} ${item['pk']?.S}`, item] as const));
      }
    }
  }
  return entries;
}

async function roles(client: IAM): Promise<Entries> {
  const entries: Entries = [];
  for await (const { Roles = [] } of paginateListRoles({ client }, {})) {
    for (const { RoleName, AssumeRolePolicyDocument } of Roles) {
      const { PolicyNames = [] } = await client.listRolePolicies({ RoleName });
      const inline = await Promise.all(
        PolicyNames.map(
          async (name) => (await client.getRolePolicy({ RoleName, PolicyName: name })).PolicyDocument,
        ),
      );
      const { AttachedPolicies } = await client.listAttachedRolePolicies({ RoleName });
      entries.push([`role ${RoleName}`, { AssumeRolePolicyDocument, inline, AttachedPolicies }]);
    }
  }
  return entries;
}

async function functions(client: Lambda): Promise<Entries> {
  const entries: Entries = [];
  for await (const { Functions = [] } of paginateListFunctions({ client }, {})) {
    for (const { FunctionName, CodeSha256, Environment, Role } of Functions) {
      entries.push([`function ${FunctionName}`, { CodeSha256, Environment, Role }]);
    }
  }
  return entries;
}

/** The assets of the `cdk` stay behind by design: they are left out. */
async function objects(client: S3): Promise<Entries> {
  const entries: Entries = [];
  for (const { Name: bucket = '' } of (await client.listBuckets({})).Buckets ?? []) {
    const named = { Bucket: bucket };
    entries.push([`bucket ${bucket}`, (await client.getBucketVersioning(named)).Status]);
    if (bucket.startsWith('cdk-')) {
      continue;
    }
    for await (const { Contents = [] } of paginateListObjectsV2({ client }, named)) {
      for (const { Key } of Contents) {
        const { Body } = await client.getObject({ ...named, Key });
        const bytes = (await Body?.transformToByteArray()) ?? '';
        entries.push([`object ${bucket} ${Key}`, createHash('sha256').update(bytes).digest('hex')]);
      }
    }
  }
  return entries;
}

async function schedules(client: Scheduler): Promise<Entries> {
  const entries: Entries = [];
  for await (const { Schedules = [] } of paginateListSchedules({ client }, {})) {
    entries.push(
      ...Schedules.map(
        ({ GroupName, Name, State, Target }) => [`schedule ${GroupName} ${Name}`, { State, Target }] as const,
      ),
    );
  }
  return entries;
}

async function queues(client: SQS): Promise<Entries> {
  const entries: Entries = [];
  for await (const { QueueUrls = [] } of paginateListQueues({ client }, {})) {
    for (const url of QueueUrls) {
      const { Attributes = {} } = await client.getQueueAttributes({ QueueUrl: url, AttributeNames: ['All'] });
      const { Policy, RedrivePolicy, ApproximateNumberOfMessages } = Attributes;
      entries.push([`queue ${url}`, { Policy, RedrivePolicy, ApproximateNumberOfMessages }]);
    }
  }
  return entries;
}
