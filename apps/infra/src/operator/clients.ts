import { CloudFormation } from '@aws-sdk/client-cloudformation';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { IoT } from '@aws-sdk/client-iot';
import { S3 } from '@aws-sdk/client-s3';
import { SSM } from '@aws-sdk/client-ssm';
import { STS } from '@aws-sdk/client-sts';

export interface OperatorClients {
  cloudFormation: CloudFormation;
  dynamoDb: DynamoDBClient;
  iot: IoT;
  s3: S3;
  ssm: SSM;
  sts: STS;
}

/**
 * Clients that find account, region and credentials as every AWS tool does. Adaptive retries slow down to what the
 * account's quotas admit: decommissioning a large fleet runs into them for hours.
 */
export function operatorClients(): OperatorClients {
  const patient = { retryMode: 'adaptive', maxAttempts: 10 } as const;
  return {
    cloudFormation: new CloudFormation(patient),
    dynamoDb: new DynamoDBClient(patient),
    iot: new IoT(patient),
    // The bucket in the path: local-cloud's host has no names below its own.
    s3: new S3({ forcePathStyle: true }),
    ssm: new SSM({}),
    sts: new STS({}),
  };
}
