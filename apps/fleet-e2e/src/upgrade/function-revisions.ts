import assert from 'node:assert/strict';
import { Lambda } from '@aws-sdk/client-lambda';
import { sdkSettings, type LocalCloudProcess } from '@fleet/local-fleet';
import * as z from 'zod';
import type { StackTemplate } from './assembly';

const deployed = z.object({ FunctionName: z.string(), Code: z.object({ S3Key: z.string() }) });

/** Code and settings of a function, as one release has them. */
export interface FunctionRevision {
  readonly name: string;
  readonly codeKey: string;
  readonly environment: Readonly<Record<string, string>>;
}

/** Puts functions of one release beside those of another, as they are in the middle of a deploy. */
export class FunctionRevisions {
  private readonly lambda: Lambda;
  private readonly bucket: string;

  constructor({ endpoints, resources }: LocalCloudProcess) {
    this.lambda = new Lambda(sdkSettings(endpoints));
    this.bucket = `cdk-hnb659fds-assets-${endpoints.accountId}-${endpoints.region}`;
    resources.defer(() => this.lambda.destroy());
  }

  /** The functions of the release whose stack stands now. */
  async of(template: StackTemplate): Promise<readonly FunctionRevision[]> {
    const functions = Object.values(template.Resources)
      .filter(({ Type: type }) => type === 'AWS::Lambda::Function')
      .map(({ Properties: properties }) => deployed.parse(properties));
    const revisions: FunctionRevision[] = [];
    for (const { FunctionName, Code } of functions) {
      const { Environment } = await this.lambda.getFunctionConfiguration({ FunctionName });
      const environment = Environment?.Variables ?? {};
      revisions.push({ name: FunctionName, codeKey: Code.S3Key, environment });
    }
    return revisions;
  }

  /** Has the functions of these names be those of a release. */
  async put(revisions: readonly FunctionRevision[], ...names: readonly string[]): Promise<void> {
    for (const name of names) {
      const revision = revisions.find((each) => each.name === name);
      assert(revision !== undefined, `The release has the function ${name}`);
      const { codeKey, environment } = revision;
      const code = { S3Bucket: this.bucket, S3Key: codeKey };
      await this.lambda.updateFunctionCode({ FunctionName: name, ...code });
      const settings = { Environment: { Variables: { ...environment } } };
      await this.lambda.updateFunctionConfiguration({ FunctionName: name, ...settings });
    }
  }
}
