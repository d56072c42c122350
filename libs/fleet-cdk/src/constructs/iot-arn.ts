import { Aws } from 'aws-cdk-lib';

/** The ARN of what AWS IoT has in the stack's account and region; `resource` as in `thing/sensor-1`. */
export function iotArn(resource: string): string {
  return `arn:${Aws.PARTITION}:iot:${Aws.REGION}:${Aws.ACCOUNT_ID}:${resource}`;
}
