import type { AcceptedInput } from '@fleet/aws-wire';

/** What the handlers do with their input; everything else is refused. */
export const acceptedInput: AcceptedInput = {
  used: {
    AddPermission: 'FunctionName StatementId Action Principal SourceArn SourceAccount Qualifier RevisionId',
    CreateEventSourceMapping: `
      EventSourceArn FunctionName Enabled BatchSize ScalingConfig.MaximumConcurrency
      MaximumBatchingWindowInSeconds Tags FunctionResponseTypes
    `,
    CreateFunction: `
      FunctionName Runtime Role Handler Code.ZipFile Code.S3Bucket Code.S3Key Code.S3ObjectVersion
      Description Timeout MemorySize Publish PackageType DeadLetterConfig.TargetArn
      Environment.Variables Tags Architectures SnapStart.ApplyOn LoggingConfig.LogFormat
      LoggingConfig.LogGroup VpcConfig.SubnetIds VpcConfig.SecurityGroupIds
    `,
    DeleteEventSourceMapping: 'UUID',
    DeleteFunction: 'FunctionName Qualifier',
    DeleteFunctionConcurrency: 'FunctionName',
    DeleteFunctionEventInvokeConfig: 'FunctionName Qualifier',
    GetEventSourceMapping: 'UUID',
    GetFunction: 'FunctionName Qualifier',
    GetFunctionConcurrency: 'FunctionName',
    GetFunctionConfiguration: 'FunctionName Qualifier',
    GetFunctionEventInvokeConfig: 'FunctionName Qualifier',
    GetPolicy: 'FunctionName Qualifier',
    Invoke: 'FunctionName Qualifier InvocationType LogType ClientContext Payload',
    ListEventSourceMappings: 'EventSourceArn FunctionName Marker MaxItems',
    ListFunctionEventInvokeConfigs: 'FunctionName',
    ListFunctions: 'Marker MaxItems',
    ListTags: 'Resource',
    PutFunctionConcurrency: 'FunctionName ReservedConcurrentExecutions',
    PutFunctionEventInvokeConfig: `
      FunctionName Qualifier MaximumRetryAttempts MaximumEventAgeInSeconds
      DestinationConfig.OnSuccess.Destination DestinationConfig.OnFailure.Destination
    `,
    RemovePermission: 'FunctionName StatementId Qualifier RevisionId',
    TagResource: 'Resource Tags',
    UntagResource: 'Resource TagKeys',
    UpdateEventSourceMapping: `
      UUID FunctionName Enabled BatchSize ScalingConfig.MaximumConcurrency
      MaximumBatchingWindowInSeconds FunctionResponseTypes
    `,
    UpdateFunctionCode: `
      FunctionName ZipFile S3Bucket S3Key S3ObjectVersion Architectures Publish DryRun RevisionId
    `,
    UpdateFunctionConfiguration: `
      FunctionName Role Handler Description Timeout MemorySize Environment.Variables
      Runtime DeadLetterConfig.TargetArn RevisionId SnapStart.ApplyOn LoggingConfig.LogFormat
      LoggingConfig.LogGroup VpcConfig.SubnetIds VpcConfig.SecurityGroupIds
    `,
    UpdateFunctionEventInvokeConfig: `
      FunctionName Qualifier MaximumRetryAttempts MaximumEventAgeInSeconds
      DestinationConfig.OnSuccess.Destination DestinationConfig.OnFailure.Destination
    `,
  },
  harmless: [
    {
      members: 'MaxItems',
      of: 'ListFunctionEventInvokeConfigs',
      because: 'a function has one version, so that there is one configuration',
    },
    {
      members: 'FunctionVersion',
      of: 'ListFunctions',
      because: 'a function has one version',
    },
  ],
};
