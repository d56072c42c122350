import assert from 'node:assert/strict';
import { CloudFormation } from '@aws-sdk/client-cloudformation';
import { sdkSettings } from '@fleet/local-fleet';
import type { TestCloud } from '../deployment/test-cloud';

/** A stack as its account shows it. */
export class StackInAccount {
  private readonly cloudFormation: CloudFormation;

  constructor(
    { cloud, resources }: TestCloud,
    private readonly name: string,
  ) {
    this.cloudFormation = new CloudFormation(sdkSettings(cloud.endpoints));
    resources.defer(() => this.cloudFormation.destroy());
  }

  async output(key: string): Promise<string> {
    const { Stacks: [stack] = [] } = await this.cloudFormation.describeStacks({ StackName: this.name });
    const value = stack?.Outputs?.find(({ OutputKey }) => OutputKey === key)?.OutputValue;
    assert(value !== undefined, `${this.name} has an output ${key}`);
    return value;
  }

  /** What each resource is called in the account, by its logical id. */
  async physicalIds(): Promise<Readonly<Record<string, string>>> {
    const ids: Record<string, string> = {};
    let next: string | undefined;
    do {
      const page = await this.cloudFormation.listStackResources({ StackName: this.name, NextToken: next });
      for (const {
        LogicalResourceId: logical,
        PhysicalResourceId: physical,
      } of page.StackResourceSummaries ?? []) {
        assert(logical !== undefined && physical !== undefined, 'A resource of a finished stack has ids');
        ids[logical] = physical;
      }
      next = page.NextToken;
    } while (next !== undefined);
    return ids;
  }
}
