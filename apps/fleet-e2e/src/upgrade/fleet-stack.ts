import assert from 'node:assert/strict';
import { CloudFormation, paginateDescribeStackEvents, type StackEvent } from '@aws-sdk/client-cloudformation';
import { S3 } from '@aws-sdk/client-s3';
import { eventually } from '@fleet/eventually';
import { sdkSettings, type LocalCloudProcess } from '@fleet/local-fleet';
import type { StackTemplate } from './assembly';

const capabilities = ['CAPABILITY_IAM', 'CAPABILITY_NAMED_IAM'] as const;

/** What the stack itself says when a change of it begins. */
const beginnings: readonly string[] = ['CREATE_IN_PROGRESS', 'UPDATE_IN_PROGRESS'];

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

  /** What failed in the latest change, in CloudFormation's words. */
  async failures(): Promise<readonly string[]> {
    const failures: string[] = [];
    // The newest first, a hundred a page: a change and its roll-back have more.
    for await (const event of this.events()) {
      const { LogicalResourceId, ResourceStatus = '', ResourceStatusReason } = event;
      if (ResourceStatus.endsWith('_FAILED')) {
        failures.push(`${LogicalResourceId}: ${ResourceStatusReason}`);
      }
      if (LogicalResourceId === this.stackName && beginnings.includes(ResourceStatus)) {
        break;
      }
    }
    return failures;
  }

  private async *events(): AsyncGenerator<StackEvent> {
    const pages = paginateDescribeStackEvents({ client: this.cloudFormation }, { StackName: this.stackName });
    for await (const { StackEvents = [] } of pages) {
      yield* StackEvents;
    }
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
