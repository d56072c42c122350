import assert from 'node:assert/strict';
import { CloudFormation } from '@aws-sdk/client-cloudformation';
import { S3 } from '@aws-sdk/client-s3';
import { eventually } from '@fleet/eventually';
import { sdkSettings, type LocalCloudProcess } from '@fleet/local-fleet';
import type { StackTemplate } from './assembly';

const capabilities = ['CAPABILITY_IAM', 'CAPABILITY_NAMED_IAM'] as const;

/** The fleet's stack as CloudFormation has it, changed by its API alone: no operator's command is in between. */
export class FleetStackInCloud {
  private readonly cloudFormation: CloudFormation;
  private readonly s3: S3;
  private readonly assetBucket: string;
  private templates = 0;

  constructor(
    private readonly cloud: LocalCloudProcess,
    private readonly stackName: string,
  ) {
    const { accountId, region } = cloud.endpoints;
    const settings = sdkSettings(cloud.endpoints);
    this.cloudFormation = new CloudFormation(settings);
    this.s3 = new S3({ ...settings, forcePathStyle: true });
    this.assetBucket = `cdk-hnb659fds-assets-${accountId}-${region}`;
    cloud.resources.defer(() => {
      this.cloudFormation.destroy();
      this.s3.destroy();
    });
  }

  /** @returns the status in which the stack ends */
  async create(template: StackTemplate): Promise<string> {
    await this.cloudFormation.createStack({
      StackName: this.stackName,
      TemplateURL: await this.upload(template),
      Capabilities: [...capabilities],
      Parameters: [{ ParameterKey: 'RootCa', ParameterValue: this.cloud.rootCa }],
    });
    return this.end();
  }

  /** @returns the status in which the stack ends */
  async update(template: StackTemplate): Promise<string> {
    await this.cloudFormation.updateStack({
      StackName: this.stackName,
      TemplateURL: await this.upload(template),
      Capabilities: [...capabilities],
      Parameters: [{ ParameterKey: 'RootCa', UsePreviousValue: true }],
    });
    return this.end();
  }

  async delete(): Promise<void> {
    const { Stacks: [stack] = [] } = await this.cloudFormation.describeStacks({ StackName: this.stackName });
    // By its name it is not found any more when it is deleted.
    const id = { StackName: stack?.StackId };
    // The cdk CLI protects a stack for which it has only prepared changes.
    await this.cloudFormation.updateTerminationProtection({ ...id, EnableTerminationProtection: false });
    await this.cloudFormation.deleteStack(id);
    await eventually(`end of ${this.stackName}`, async () => {
      const { Stacks: [left] = [] } = await this.cloudFormation.describeStacks(id);
      assert(left?.StackStatus !== 'DELETE_FAILED', 'The stack can be deleted');
      return left?.StackStatus === 'DELETE_COMPLETE' ? left : undefined;
    });
  }

  /** The physical names of the resources, by their logical ids. */
  async physicalNames(): Promise<ReadonlyMap<string, string>> {
    const names = new Map<string, string>();
    let next: string | undefined;
    do {
      const page = await this.cloudFormation.listStackResources({
        StackName: this.stackName,
        NextToken: next,
      });
      for (const { LogicalResourceId = '', PhysicalResourceId = '' } of page.StackResourceSummaries ?? []) {
        names.set(LogicalResourceId, PhysicalResourceId);
      }
      next = page.NextToken;
    } while (next !== undefined);
    return names;
  }

  /** What failed last, in CloudFormation's words. */
  async failures(): Promise<readonly string[]> {
    const { StackEvents = [] } = await this.cloudFormation.describeStackEvents({ StackName: this.stackName });
    return StackEvents.filter(({ ResourceStatus = '' }) => ResourceStatus.endsWith('_FAILED')).map(
      ({ LogicalResourceId, ResourceStatusReason }) => `${LogicalResourceId}: ${ResourceStatusReason}`,
    );
  }

  private async upload(template: StackTemplate): Promise<string> {
    this.templates += 1;
    const key = `trial-${this.templates}.json`;
    await this.s3.putObject({ Bucket: this.assetBucket, Key: key, Body: JSON.stringify(template) });
    return `https://s3.${this.cloud.endpoints.region}.amazonaws.com/${this.assetBucket}/${key}`;
  }

  private async end(): Promise<string> {
    return eventually(`end of a change of ${this.stackName}`, async () => {
      const { Stacks: [stack] = [] } = await this.cloudFormation.describeStacks({
        StackName: this.stackName,
      });
      const status = stack?.StackStatus ?? 'none';
      return status.endsWith('_IN_PROGRESS') ? undefined : status;
    });
  }
}
