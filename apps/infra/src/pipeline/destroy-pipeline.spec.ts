import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CloudFormation, CloudFormationServiceException } from '@aws-sdk/client-cloudformation';
import { S3 } from '@aws-sdk/client-s3';
import * as z from 'zod';
import { destroyPipeline } from './destroy-pipeline';
import { parsePipelineConfig } from './pipeline-config';

const description = z.object({ StackName: z.string() });
const deletion = z.object({ Delete: z.object({ Objects: z.array(z.object({ Key: z.string() })) }) });

/** An account with the pipeline's bucket, or without a pipeline. */
function account({ isThere = true }: { readonly isThere?: boolean } = {}) {
  const done: string[] = [];
  let objects = ['a.zip', 'b.zip', 'c.zip'];
  const clients = (region = 'here') => {
    const cloudFormation = new CloudFormation({ region });
    const s3 = new S3({ region });
    const answers: Record<string, (input: unknown) => object> = {
      DescribeStackResourcesCommand: (input) => {
        done.push(`looked at ${description.parse(input).StackName} in ${region}`);
        if (!isThere) {
          throw new CloudFormationServiceException({
            name: 'ValidationError',
            $fault: 'client',
            $metadata: {},
            message: 'no such stack',
          });
        }
        const bucket = { ResourceType: 'AWS::S3::Bucket', PhysicalResourceId: 'artifacts' };
        return { StackResources: [{ ResourceType: 'AWS::IAM::Role', PhysicalResourceId: 'role' }, bucket] };
      },
      ListObjectsV2Command: () => ({ Contents: objects.map((key) => ({ Key: key })) }),
      DeleteObjectsCommand: (input) => {
        const gone = deletion.parse(input).Delete.Objects.map(({ Key }) => Key);
        objects = objects.filter((each) => !gone.includes(each));
        return {};
      },
    };
    const first = { step: 'initialize', priority: 'high' } as const;
    cloudFormation.middlewareStack.add(
      (_next, { commandName = '' }) =>
        async ({ input }) =>
          Promise.resolve({ response: {}, output: { $metadata: {}, ...answers[commandName]?.(input) } }),
      first,
    );
    s3.middlewareStack.add(
      (_next, { commandName = '' }) =>
        async ({ input }) =>
          Promise.resolve({ response: {}, output: { $metadata: {}, ...answers[commandName]?.(input) } }),
      first,
    );
    return { cloudFormation, s3 };
  };
  return { clients, done, left: () => objects };
}

describe('destroying a pipeline', () => {
  let assembly: string;
  beforeEach(() => {
    assembly = mkdtempSync(join(tmpdir(), 'pipeline-assembly-'));
    const stack = { type: 'aws:cloudformation:stack' };
    const artifacts = {
      'fleet-pipeline': { ...stack, environment: 'aws://unknown-account/unknown-region', properties: {} },
      'support-us-east-1': {
        ...stack,
        environment: 'aws://111111111111/us-east-1',
        properties: { stackName: 'fleet-pipeline-support-us-east-1' },
      },
      'assembly-fleet-pipeline-staging': { type: 'cdk:cloud-assembly' },
    };
    writeFileSync(join(assembly, 'manifest.json'), JSON.stringify({ artifacts }));
  });
  afterEach(() => rmSync(assembly, { recursive: true }));

  const pipeline = parsePipelineConfig({
    source: { kind: 'codecommit', repository: 'fleet' },
    stages: [
      { name: 'staging', fleetConfig: 'staging.json' },
      { name: 'production', fleetConfig: 'production.json' },
    ],
  });
  const destroy = async ({ clients, done }: ReturnType<typeof account>): Promise<void> =>
    destroyPipeline({
      pipeline,
      assembly,
      clients,
      target: { description: 'AWS', environment: {} },
      cdk: (command) => Promise.resolve(void done.push(`cdk ${command.join(' ')}`)),
      say: () => undefined,
    });

  it('empties its buckets in each region, then deletes its stacks and the roles beside the fleets', async () => {
    const there = account();
    await destroy(there);
    expect(there.done).toEqual([
      'looked at fleet-pipeline in here',
      'looked at fleet-pipeline-support-us-east-1 in us-east-1',
      'cdk destroy * fleet-pipeline/staging/pipeline-access fleet-pipeline/production/pipeline-access ' +
        `--app ${assembly} --force`,
    ]);
    expect(there.left()).toEqual([]);
  });

  it('can be repeated where the stacks are gone already', async () => {
    const there = account({ isThere: false });
    await destroy(there);
    expect(there.done.at(-1)).toMatch(/^cdk destroy /);
  });
});
