import { allow, provided } from './provided-policy';
import type { ProvidedPolicies } from './provided-policy';

/** Policies of AWS for AWS IoT. */
export const policiesOfIot: ProvidedPolicies = {
  AWSIoTFullAccess: provided('v2', '2022-05-19', allow('iot:* iotjobsdata:*')),
  AWSIoTDataAccess: provided(
    'v3',
    '2021-06-23',
    allow(`
      iot:Connect iot:Publish iot:Subscribe iot:Receive iot:GetThingShadow iot:UpdateThingShadow
      iot:DeleteThingShadow iot:ListNamedShadowsForThing
    `),
  ),
  AWSIoTConfigAccess: provided(
    'v9',
    '2019-09-27',
    allow(`
      iot:AcceptCertificateTransfer iot:AddThingToThingGroup iot:AssociateTargetsWithJob iot:AttachPolicy
      iot:AttachPrincipalPolicy iot:AttachThingPrincipal iot:CancelCertificateTransfer iot:CancelJob
      iot:CancelJobExecution iot:ClearDefaultAuthorizer iot:CreateAuthorizer iot:CreateCertificateFromCsr
      iot:CreateJob iot:CreateKeysAndCertificate iot:CreateOTAUpdate iot:CreatePolicy iot:CreatePolicyVersion
      iot:CreateRoleAlias iot:CreateStream iot:CreateThing iot:CreateThingGroup iot:CreateThingType
      iot:CreateTopicRule iot:DeleteAuthorizer iot:DeleteCACertificate iot:DeleteCertificate iot:DeleteJob
      iot:DeleteJobExecution iot:DeleteOTAUpdate iot:DeletePolicy iot:DeletePolicyVersion
      iot:DeleteRegistrationCode iot:DeleteRoleAlias iot:DeleteStream iot:DeleteThing iot:DeleteThingGroup
      iot:DeleteThingType iot:DeleteTopicRule iot:DeleteV2LoggingLevel iot:DeprecateThingType
      iot:DescribeAuthorizer iot:DescribeCACertificate iot:DescribeCertificate iot:DescribeDefaultAuthorizer
      iot:DescribeEndpoint iot:DescribeEventConfigurations iot:DescribeIndex iot:DescribeJob
      iot:DescribeJobExecution iot:DescribeRoleAlias iot:DescribeStream iot:DescribeThing iot:DescribeThingGroup
      iot:DescribeThingRegistrationTask iot:DescribeThingType iot:DetachPolicy iot:DetachPrincipalPolicy
      iot:DetachThingPrincipal iot:DisableTopicRule iot:EnableTopicRule iot:GetEffectivePolicies
      iot:GetIndexingConfiguration iot:GetJobDocument iot:GetLoggingOptions iot:GetOTAUpdate iot:GetPolicy
      iot:GetPolicyVersion iot:GetRegistrationCode iot:GetTopicRule iot:GetV2LoggingOptions
      iot:ListAttachedPolicies iot:ListAuthorizers iot:ListCACertificates iot:ListCertificates
      iot:ListCertificatesByCA iot:ListIndices iot:ListJobExecutionsForJob iot:ListJobExecutionsForThing
      iot:ListJobs iot:ListOTAUpdates iot:ListOutgoingCertificates iot:ListPolicies iot:ListPolicyPrincipals
      iot:ListPolicyVersions iot:ListPrincipalPolicies iot:ListPrincipalThings iot:ListRoleAliases
      iot:ListStreams iot:ListTargetsForPolicy iot:ListThingGroups iot:ListThingGroupsForThing
      iot:ListThingPrincipals iot:ListThingRegistrationTaskReports iot:ListThingRegistrationTasks iot:ListThings
      iot:ListThingsInThingGroup iot:ListThingTypes iot:ListTopicRules iot:ListV2LoggingLevels
      iot:RegisterCACertificate iot:RegisterCertificate iot:RegisterThing iot:RejectCertificateTransfer
      iot:RemoveThingFromThingGroup iot:ReplaceTopicRule iot:SearchIndex iot:SetDefaultAuthorizer
      iot:SetDefaultPolicyVersion iot:SetLoggingOptions iot:SetV2LoggingLevel iot:SetV2LoggingOptions
      iot:StartThingRegistrationTask iot:StopThingRegistrationTask iot:TestAuthorization
      iot:TestInvokeAuthorizer iot:TransferCertificate iot:UpdateAuthorizer iot:UpdateCACertificate
      iot:UpdateCertificate iot:UpdateEventConfigurations iot:UpdateIndexingConfiguration iot:UpdateRoleAlias
      iot:UpdateStream iot:UpdateThing iot:UpdateThingGroup iot:UpdateThingGroupsForThing
      iot:UpdateAccountAuditConfiguration iot:DescribeAccountAuditConfiguration
      iot:DeleteAccountAuditConfiguration iot:StartOnDemandAuditTask iot:CancelAuditTask iot:DescribeAuditTask
      iot:ListAuditTasks iot:CreateScheduledAudit iot:UpdateScheduledAudit iot:DeleteScheduledAudit
      iot:DescribeScheduledAudit iot:ListScheduledAudits iot:ListAuditFindings iot:CreateSecurityProfile
      iot:DescribeSecurityProfile iot:UpdateSecurityProfile iot:DeleteSecurityProfile iot:AttachSecurityProfile
      iot:DetachSecurityProfile iot:ListSecurityProfiles iot:ListSecurityProfilesForTarget
      iot:ListTargetsForSecurityProfile iot:ListActiveViolations iot:ListViolationEvents
      iot:ValidateSecurityProfileBehaviors
    `),
  ),
  AWSIoTConfigReadOnlyAccess: provided(
    'v8',
    '2019-09-27',
    allow(`
      iot:DescribeAuthorizer iot:DescribeCACertificate iot:DescribeCertificate iot:DescribeDefaultAuthorizer
      iot:DescribeEndpoint iot:DescribeEventConfigurations iot:DescribeIndex iot:DescribeJob
      iot:DescribeJobExecution iot:DescribeRoleAlias iot:DescribeStream iot:DescribeThing iot:DescribeThingGroup
      iot:DescribeThingRegistrationTask iot:DescribeThingType iot:GetEffectivePolicies
      iot:GetIndexingConfiguration iot:GetJobDocument iot:GetLoggingOptions iot:GetOTAUpdate iot:GetPolicy
      iot:GetPolicyVersion iot:GetRegistrationCode iot:GetTopicRule iot:GetV2LoggingOptions
      iot:ListAttachedPolicies iot:ListAuthorizers iot:ListCACertificates iot:ListCertificates
      iot:ListCertificatesByCA iot:ListIndices iot:ListJobExecutionsForJob iot:ListJobExecutionsForThing
      iot:ListJobs iot:ListOTAUpdates iot:ListOutgoingCertificates iot:ListPolicies iot:ListPolicyPrincipals
      iot:ListPolicyVersions iot:ListPrincipalPolicies iot:ListPrincipalThings iot:ListRoleAliases
      iot:ListStreams iot:ListTargetsForPolicy iot:ListThingGroups iot:ListThingGroupsForThing
      iot:ListThingPrincipals iot:ListThingRegistrationTaskReports iot:ListThingRegistrationTasks iot:ListThings
      iot:ListThingsInThingGroup iot:ListThingTypes iot:ListTopicRules iot:ListV2LoggingLevels iot:SearchIndex
      iot:TestAuthorization iot:TestInvokeAuthorizer iot:DescribeAccountAuditConfiguration iot:DescribeAuditTask
      iot:ListAuditTasks iot:DescribeScheduledAudit iot:ListScheduledAudits iot:ListAuditFindings
      iot:DescribeSecurityProfile iot:ListSecurityProfiles iot:ListSecurityProfilesForTarget
      iot:ListTargetsForSecurityProfile iot:ListActiveViolations iot:ListViolationEvents
      iot:ValidateSecurityProfileBehaviors
    `),
  ),
  'service-role/AWSIoTLogging': provided(
    'v1',
    '2015-10-08',
    allow(`
      logs:CreateLogGroup logs:CreateLogStream logs:PutLogEvents logs:PutMetricFilter logs:PutRetentionPolicy
      logs:GetLogEvents logs:DeleteLogStream
    `),
  ),
  'service-role/AWSIoTOTAUpdate': provided('v1', '2017-12-20', allow('iot:CreateJob')),
  'service-role/AWSIoTRuleActions': provided(
    'v2',
    '2018-01-16',
    allow(`
      dynamodb:PutItem iot:Publish s3:PutObject sns:Publish sqs:SendMessage* cloudwatch:SetAlarmState
      cloudwatch:PutMetricData
    `),
  ),
  'service-role/AWSIoTThingsRegistration': provided(
    'v3',
    '2020-10-05',
    allow(`
      iot:AddThingToThingGroup iot:AttachPolicy iot:AttachPrincipalPolicy iot:AttachThingPrincipal
      iot:CreateCertificateFromCsr iot:CreatePolicy iot:CreateThing iot:DescribeCertificate iot:DescribeThing
      iot:DescribeThingGroup iot:DescribeThingType iot:DetachPolicy iot:DetachThingPrincipal iot:GetPolicy
      iot:ListAttachedPolicies iot:ListPolicyPrincipals iot:ListPrincipalPolicies iot:ListPrincipalThings
      iot:ListTargetsForPolicy iot:ListThingGroupsForThing iot:ListThingPrincipals iot:RegisterCertificate
      iot:RegisterThing iot:RemoveThingFromThingGroup iot:UpdateCertificate iot:UpdateThing
      iot:UpdateThingGroupsForThing iot:AddThingToBillingGroup iot:DescribeBillingGroup
      iot:RemoveThingFromBillingGroup
    `),
  ),
  'service-role/AWSIoTDeviceDefenderAudit': provided(
    'v3',
    '2019-11-25',
    allow(`
      iot:GetLoggingOptions iot:GetV2LoggingOptions iot:ListCACertificates iot:ListCertificates
      iot:DescribeCACertificate iot:DescribeCertificate iot:ListPolicies iot:GetPolicy iot:GetEffectivePolicies
      iot:ListRoleAliases iot:DescribeRoleAlias iam:ListRolePolicies iam:ListAttachedRolePolicies iam:GetRole
      iam:GetPolicy iam:GetPolicyVersion iam:GetRolePolicy iam:GenerateServiceLastAccessedDetails
      iam:GetServiceLastAccessedDetails
    `),
  ),
  'service-role/AWSGreengrassResourceAccessRolePolicy': provided(
    'v5',
    '2018-11-14',
    allow('iot:DeleteThingShadow iot:GetThingShadow iot:UpdateThingShadow', {
      Resource: [
        'arn:aws:iot:*:*:thing/GG_*',
        'arn:aws:iot:*:*:thing/*-gcm',
        'arn:aws:iot:*:*:thing/*-gda',
        'arn:aws:iot:*:*:thing/*-gci',
      ],
    }),
    allow('iot:DescribeThing', { Resource: 'arn:aws:iot:*:*:thing/*' }),
    allow('iot:DescribeCertificate', { Resource: 'arn:aws:iot:*:*:cert/*' }),
    allow('lambda:GetFunction lambda:GetFunctionConfiguration'),
    allow('s3:GetObject', {
      Resource: [
        'arn:aws:s3:::*Greengrass*',
        'arn:aws:s3:::*GreenGrass*',
        'arn:aws:s3:::*greengrass*',
        'arn:aws:s3:::*Sagemaker*',
        'arn:aws:s3:::*SageMaker*',
        'arn:aws:s3:::*sagemaker*',
      ],
    }),
    allow('s3:GetBucketLocation'),
  ),
};
