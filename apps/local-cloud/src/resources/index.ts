import type { ResourceType } from '@fleet/cloudformation';
import type { OwnClients } from '../own-clients';
import { cdkMetadata } from './AWS-CDK-Metadata';
import { cloudWatchAlarm } from './AWS-CloudWatch-Alarm';
import { dynamodbTable } from './AWS-DynamoDB-Table';
import { ecrRepository } from './AWS-ECR-Repository';
import { iamManagedPolicy } from './AWS-IAM-ManagedPolicy';
import { iamPolicy } from './AWS-IAM-Policy';
import { iamRole } from './AWS-IAM-Role';
import { iotPolicy } from './AWS-IoT-Policy';
import { iotProvisioningTemplate } from './AWS-IoT-ProvisioningTemplate';
import { iotThingGroup } from './AWS-IoT-ThingGroup';
import { iotTopicRule } from './AWS-IoT-TopicRule';
import { kmsAlias } from './AWS-KMS-Alias';
import { kmsKey } from './AWS-KMS-Key';
import { lambdaEventInvokeConfig } from './AWS-Lambda-EventInvokeConfig';
import { lambdaEventSourceMapping } from './AWS-Lambda-EventSourceMapping';
import { lambdaFunction } from './AWS-Lambda-Function';
import { lambdaPermission } from './AWS-Lambda-Permission';
import { logsLogGroup } from './AWS-Logs-LogGroup';
import { s3Bucket } from './AWS-S3-Bucket';
import { s3BucketPolicy } from './AWS-S3-BucketPolicy';
import { schedulerSchedule } from './AWS-Scheduler-Schedule';
import { schedulerScheduleGroup } from './AWS-Scheduler-ScheduleGroup';
import { sqsQueue } from './AWS-SQS-Queue';
import { sqsQueuePolicy } from './AWS-SQS-QueuePolicy';
import { ssmParameter } from './AWS-SSM-Parameter';

/** The resource types of this cloud, over clients of its own APIs. */
export function resourceTypes(clients: OwnClients): ResourceType[] {
  return [
    cdkMetadata(),
    cloudWatchAlarm(),
    ...[dynamodbTable(clients), ecrRepository(clients)],
    ...[iamManagedPolicy(clients), iamPolicy(clients), iamRole(clients)],
    ...[iotPolicy(clients), iotProvisioningTemplate(clients), iotThingGroup(clients), iotTopicRule(clients)],
    ...[kmsAlias(clients), kmsKey(clients)],
    ...[lambdaEventInvokeConfig(clients), lambdaEventSourceMapping(clients)],
    ...[lambdaFunction(clients), lambdaPermission(clients)],
    logsLogGroup(clients),
    ...[
      s3Bucket(clients),
      s3BucketPolicy(clients),
      schedulerSchedule(clients),
      schedulerScheduleGroup(clients),
      sqsQueue(clients),
      sqsQueuePolicy(clients),
      ssmParameter(clients),
    ],
  ];
}
