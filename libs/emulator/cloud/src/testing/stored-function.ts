import { IAM } from '@aws-sdk/client-iam';
import { Lambda } from '@aws-sdk/client-lambda';
import { zipSync } from 'fflate';
import type { ClientSettings } from './client-settings';

/** What a function needs to write its log. */
const basicExecution = 'arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole';

/** Makes a function of this source, and the role that it needs. */
export async function storeFunction(settings: ClientSettings, name: string, source: string): Promise<void> {
  const iam = new IAM(settings);
  const lambda = new Lambda(settings);
  const trust = { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' };
  const { Role: role } = await iam.createRole({
    RoleName: name,
    AssumeRolePolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement: [trust] }),
  });
  await iam.attachRolePolicy({ RoleName: name, PolicyArn: basicExecution });
  await lambda.createFunction({
    FunctionName: name,
    Role: role?.Arn,
    Runtime: 'nodejs22.x',
    Handler: 'index.handler',
    Timeout: 60,
    Code: { ZipFile: zipSync({ 'index.js': Buffer.from(source) }) },
  });
  iam.destroy();
  lambda.destroy();
}
