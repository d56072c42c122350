import type { AcceptedInput } from '@fleet/aws-wire';

/** What the handlers do with their input; everything else is refused. */
export const acceptedInput: AcceptedInput = {
  used: {
    BatchGetItem: `
      RequestItems.Keys.* RequestItems.ProjectionExpression RequestItems.ExpressionAttributeNames
    `,
    BatchWriteItem: 'RequestItems.PutRequest.Item.* RequestItems.DeleteRequest.Key.*',
    CreateTable: `
      AttributeDefinitions.AttributeName AttributeDefinitions.AttributeType TableName
      KeySchema.AttributeName KeySchema.KeyType LocalSecondaryIndexes.IndexName
      LocalSecondaryIndexes.KeySchema.AttributeName LocalSecondaryIndexes.KeySchema.KeyType
      LocalSecondaryIndexes.Projection.ProjectionType LocalSecondaryIndexes.Projection.NonKeyAttributes
      GlobalSecondaryIndexes.IndexName GlobalSecondaryIndexes.KeySchema.AttributeName
      GlobalSecondaryIndexes.KeySchema.KeyType GlobalSecondaryIndexes.Projection.ProjectionType
      GlobalSecondaryIndexes.Projection.NonKeyAttributes
      GlobalSecondaryIndexes.ProvisionedThroughput.ReadCapacityUnits
      GlobalSecondaryIndexes.ProvisionedThroughput.WriteCapacityUnits BillingMode
      ProvisionedThroughput.ReadCapacityUnits ProvisionedThroughput.WriteCapacityUnits
      StreamSpecification.StreamEnabled SSESpecification.Enabled
      SSESpecification.KMSMasterKeyId Tags.Key Tags.Value TableClass DeletionProtectionEnabled
    `,
    DeleteItem: `
      TableName Key.* ReturnValues ConditionExpression ExpressionAttributeNames
      ExpressionAttributeValues.* ReturnValuesOnConditionCheckFailure
    `,
    DeleteTable: 'TableName',
    DescribeContinuousBackups: 'TableName',
    DescribeContributorInsights: 'TableName',
    DescribeKinesisStreamingDestination: 'TableName',
    DescribeTable: 'TableName',
    DescribeTimeToLive: 'TableName',
    GetItem: 'TableName Key.* ProjectionExpression ExpressionAttributeNames',
    GetResourcePolicy: 'ResourceArn',
    ListTables: 'ExclusiveStartTableName Limit',
    ListTagsOfResource: 'ResourceArn',
    PutItem: `
      TableName Item.* ReturnValues ConditionExpression ExpressionAttributeNames
      ExpressionAttributeValues.* ReturnValuesOnConditionCheckFailure
    `,
    Query: `
      TableName IndexName Select Limit ScanIndexForward ExclusiveStartKey.* ProjectionExpression
      FilterExpression KeyConditionExpression ExpressionAttributeNames ExpressionAttributeValues.*
    `,
    Scan: `
      TableName IndexName Limit Select ExclusiveStartKey.* TotalSegments Segment ProjectionExpression
      FilterExpression ExpressionAttributeNames ExpressionAttributeValues.*
    `,
    TagResource: 'ResourceArn Tags.Key Tags.Value',
    TransactGetItems: `
      TransactItems.Get.Key.* TransactItems.Get.TableName TransactItems.Get.ProjectionExpression
      TransactItems.Get.ExpressionAttributeNames
    `,
    TransactWriteItems: `
      TransactItems.ConditionCheck.Key.* TransactItems.ConditionCheck.TableName
      TransactItems.ConditionCheck.ConditionExpression
      TransactItems.ConditionCheck.ExpressionAttributeNames
      TransactItems.ConditionCheck.ExpressionAttributeValues.*
      TransactItems.ConditionCheck.ReturnValuesOnConditionCheckFailure TransactItems.Put.Item.*
      TransactItems.Put.TableName TransactItems.Put.ConditionExpression
      TransactItems.Put.ExpressionAttributeNames TransactItems.Put.ExpressionAttributeValues.*
      TransactItems.Put.ReturnValuesOnConditionCheckFailure TransactItems.Delete.Key.*
      TransactItems.Delete.TableName TransactItems.Delete.ConditionExpression
      TransactItems.Delete.ExpressionAttributeNames TransactItems.Delete.ExpressionAttributeValues.*
      TransactItems.Delete.ReturnValuesOnConditionCheckFailure TransactItems.Update.Key.*
      TransactItems.Update.UpdateExpression TransactItems.Update.TableName
      TransactItems.Update.ConditionExpression TransactItems.Update.ExpressionAttributeNames
      TransactItems.Update.ExpressionAttributeValues.*
      TransactItems.Update.ReturnValuesOnConditionCheckFailure ClientRequestToken
    `,
    UntagResource: 'ResourceArn TagKeys',
    UpdateContinuousBackups: `
      TableName PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled
      PointInTimeRecoverySpecification.RecoveryPeriodInDays
    `,
    UpdateItem: `
      TableName Key.* ReturnValues UpdateExpression ConditionExpression ExpressionAttributeNames
      ExpressionAttributeValues.* ReturnValuesOnConditionCheckFailure
    `,
    UpdateTable: `
      AttributeDefinitions.AttributeName AttributeDefinitions.AttributeType TableName BillingMode
      ProvisionedThroughput.ReadCapacityUnits ProvisionedThroughput.WriteCapacityUnits
      GlobalSecondaryIndexUpdates.Update.IndexName
      GlobalSecondaryIndexUpdates.Update.ProvisionedThroughput.ReadCapacityUnits
      GlobalSecondaryIndexUpdates.Update.ProvisionedThroughput.WriteCapacityUnits
      GlobalSecondaryIndexUpdates.Create.IndexName
      GlobalSecondaryIndexUpdates.Create.KeySchema.AttributeName
      GlobalSecondaryIndexUpdates.Create.KeySchema.KeyType
      GlobalSecondaryIndexUpdates.Create.Projection.ProjectionType
      GlobalSecondaryIndexUpdates.Create.Projection.NonKeyAttributes
      GlobalSecondaryIndexUpdates.Create.ProvisionedThroughput.ReadCapacityUnits
      GlobalSecondaryIndexUpdates.Create.ProvisionedThroughput.WriteCapacityUnits
      GlobalSecondaryIndexUpdates.Delete.IndexName StreamSpecification.StreamEnabled
      SSESpecification.Enabled SSESpecification.KMSMasterKeyId TableClass DeletionProtectionEnabled
    `,
    UpdateTimeToLive: 'TableName TimeToLiveSpecification.Enabled TimeToLiveSpecification.AttributeName',
  },
  harmless: [
    {
      members: 'ConsistentRead',
      because: 'every read is consistent',
    },
    {
      members: 'RequestItems.ConsistentRead',
      of: 'BatchGetItem',
      because: 'every read is consistent',
    },
    {
      members: 'ReturnConsumedCapacity ReturnItemCollectionMetrics',
      because: 'nothing is metered, so that the answer has no figures',
    },
    {
      members: 'SSESpecification.SSEType',
      because: 'KMS is the only one',
    },
  ],
};
