import assert from 'node:assert/strict';
import type { CloudFormation } from '@aws-sdk/client-cloudformation';

/** The resources of one stack, by the names that the CDK app gives them, without the hash at their end. */
export class StackResources {
  private constructor(
    private readonly physicalNames: ReadonlyMap<string, string>,
    /** With which each name is found in an ARN, the longest first. */
    private readonly shown: readonly (readonly [physical: string, logical: string])[],
  ) {}

  static async read(cloudFormation: CloudFormation, stackName: string): Promise<StackResources> {
    const physicalNames = new Map<string, string>();
    const shown = new Map<string, string>();
    let nextToken: string | undefined;
    do {
      const page = await cloudFormation.listStackResources({ StackName: stackName, NextToken: nextToken });
      for (const { LogicalResourceId, PhysicalResourceId, ResourceType } of page.StackResourceSummaries ??
        []) {
        assert(LogicalResourceId !== undefined && PhysicalResourceId !== undefined, 'A resource has names');
        const logical = LogicalResourceId.replace(/[0-9A-F]{8}$/, '');
        // The URL of a queue ends with its name.
        const physical = PhysicalResourceId.slice(
          PhysicalResourceId.indexOf('://') === -1 ? 0 : PhysicalResourceId.lastIndexOf('/') + 1,
        );
        physicalNames.set(logical, physical);
        // A custom resource has an id of its own choice, and the policy of a bucket that of its bucket.
        if (ResourceType?.startsWith('AWS::') === true && !shown.has(physical)) {
          shown.set(physical, logical);
        }
      }
      nextToken = page.NextToken;
    } while (nextToken !== undefined);
    const longestFirst = [...shown].toSorted(([one], [other]) => other.length - one.length);
    return new StackResources(physicalNames, longestFirst);
  }

  /** @param logical without the hash */
  physicalName(logical: string): string {
    const found = this.physicalNames.get(logical);
    assert(found !== undefined, `The stack has the resource ${logical}`);
    return found;
  }

  logicalName(physical: string): string | undefined {
    return this.shown.find(([name]) => name === physical)?.[1];
  }

  /** An ARN as a person reads it: without account and region, and with the names of the CDK app. */
  show(arn: string): string {
    const [, , , , , ...rest] = arn.split(':');
    if (rest.length === 0) {
      return arn;
    }
    const named = this.shown.reduce(
      (text, [physical, logical]) => text.replaceAll(physical, logical),
      rest.join(':'),
    );
    return named.replace(/^(cdk-\w+-assets)-\d{12}-[a-z0-9-]+/, '$1');
  }
}
