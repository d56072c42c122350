import type { OwnClients } from '@fleet/own-clients';
import type { ResourceType } from '@fleet/resource-types';
import { cloudFormationResourceTypes } from '@fleet/services/cloudformation';
import { cloudWatchResourceTypes } from '@fleet/services/cloudwatch';
import { dynamoDbResourceTypes } from '@fleet/services/dynamodb';
import { ecrResourceTypes } from '@fleet/services/ecr';
import { iamResourceTypes } from '@fleet/services/iam';
import type { AwaitRoles } from '@fleet/services/iam';
import { iotResourceTypes } from '@fleet/services/iot';
import { kmsResourceTypes } from '@fleet/services/kms';
import { lambdaResourceTypes } from '@fleet/services/lambda';
import { logsResourceTypes } from '@fleet/services/logs';
import { s3ResourceTypes } from '@fleet/services/s3';
import { schedulerResourceTypes } from '@fleet/services/scheduler';
import { snsResourceTypes } from '@fleet/services/sns';
import { sqsResourceTypes } from '@fleet/services/sqs';
import { ssmResourceTypes } from '@fleet/services/ssm';

/** The resource types of this cloud, over clients of its own APIs. */
export function resourceTypes(clients: OwnClients, awaitRoles: AwaitRoles): ResourceType[] {
  return [
    ...cloudFormationResourceTypes(),
    ...cloudWatchResourceTypes(clients),
    ...dynamoDbResourceTypes(clients),
    ...ecrResourceTypes(clients),
    ...iamResourceTypes(clients, awaitRoles),
    ...iotResourceTypes(clients),
    ...kmsResourceTypes(clients),
    ...lambdaResourceTypes(clients),
    ...logsResourceTypes(clients),
    ...s3ResourceTypes(clients),
    ...schedulerResourceTypes(clients),
    ...snsResourceTypes(clients),
    ...sqsResourceTypes(clients),
    ...ssmResourceTypes(clients),
  ];
}
