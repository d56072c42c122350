import type { AcceptedInput } from '@fleet/aws-wire';

const nextPage = 'nextToken maxResults';
const nextMarkedPage = 'marker pageSize';
const tags = 'tags.Key tags.Value';

/** The rules engine checks its actions, when a rule is made. */
const topicRule = `
  topicRulePayload.sql topicRulePayload.awsIotSqlVersion topicRulePayload.description topicRulePayload.ruleDisabled
  topicRulePayload.actions.* topicRulePayload.errorAction.*
`;

/** Things, thing types, thing groups, billing groups, and the certificates of things. */
const registry = {
  CreateThing: 'thingName thingTypeName attributePayload.attributes billingGroupName',
  DescribeThing: 'thingName',
  UpdateThing: `
    thingName thingTypeName attributePayload.attributes attributePayload.merge expectedVersion removeThingType
  `,
  DeleteThing: 'thingName expectedVersion',
  ListThings: `attributeName attributeValue thingTypeName usePrefixAttributeValue ${nextPage}`,
  CreateThingType: `
    thingTypeName thingTypeProperties.thingTypeDescription thingTypeProperties.searchableAttributes ${tags}
  `,
  DescribeThingType: 'thingTypeName',
  ListThingTypes: `thingTypeName ${nextPage}`,
  DeprecateThingType: 'thingTypeName undoDeprecate',
  DeleteThingType: 'thingTypeName',
  CreateThingGroup: `
    thingGroupName parentGroupName thingGroupProperties.thingGroupDescription
    thingGroupProperties.attributePayload.attributes ${tags}
  `,
  DescribeThingGroup: 'thingGroupName',
  UpdateThingGroup: `
    thingGroupName thingGroupProperties.thingGroupDescription thingGroupProperties.attributePayload.attributes
    thingGroupProperties.attributePayload.merge expectedVersion
  `,
  DeleteThingGroup: 'thingGroupName expectedVersion',
  ListThingGroups: `parentGroup namePrefixFilter recursive ${nextPage}`,
  AddThingToThingGroup: 'thingGroupName thingGroupArn thingName thingArn',
  RemoveThingFromThingGroup: 'thingGroupName thingGroupArn thingName thingArn',
  UpdateThingGroupsForThing: 'thingName thingGroupsToAdd thingGroupsToRemove',
  ListThingsInThingGroup: `thingGroupName recursive ${nextPage}`,
  ListThingGroupsForThing: `thingName ${nextPage}`,
  CreateBillingGroup: `billingGroupName billingGroupProperties.billingGroupDescription ${tags}`,
  DescribeBillingGroup: 'billingGroupName',
  UpdateBillingGroup: 'billingGroupName billingGroupProperties.billingGroupDescription expectedVersion',
  DeleteBillingGroup: 'billingGroupName expectedVersion',
  ListBillingGroups: `namePrefixFilter ${nextPage}`,
  AddThingToBillingGroup: 'billingGroupName billingGroupArn thingName thingArn',
  RemoveThingFromBillingGroup: 'billingGroupName billingGroupArn thingName thingArn',
  ListThingsInBillingGroup: `billingGroupName ${nextPage}`,
  AttachThingPrincipal: 'thingName principal thingPrincipalType',
  DetachThingPrincipal: 'thingName principal',
  ListThingPrincipals: `thingName ${nextPage}`,
  ListThingPrincipalsV2: `thingName thingPrincipalType ${nextPage}`,
  ListPrincipalThings: `principal ${nextPage}`,
  ListPrincipalThingsV2: `principal thingPrincipalType ${nextPage}`,
};

/** Certificates, policies, the policies of certificates, and role aliases. */
const security = {
  CreateCertificateFromCsr: 'certificateSigningRequest setAsActive',
  CreateKeysAndCertificate: 'setAsActive',
  RegisterCertificateWithoutCA: 'certificatePem status',
  DescribeCertificate: 'certificateId',
  ListCertificates: `ascendingOrder ${nextMarkedPage}`,
  UpdateCertificate: 'certificateId newStatus',
  DeleteCertificate: 'certificateId forceDelete',
  CreatePolicy: `policyName policyDocument ${tags}`,
  GetPolicy: 'policyName',
  ListPolicies: `ascendingOrder ${nextMarkedPage}`,
  DeletePolicy: 'policyName',
  CreatePolicyVersion: 'policyName policyDocument setAsDefault',
  GetPolicyVersion: 'policyName policyVersionId',
  ListPolicyVersions: 'policyName',
  SetDefaultPolicyVersion: 'policyName policyVersionId',
  DeletePolicyVersion: 'policyName policyVersionId',
  AttachPolicy: 'policyName target',
  DetachPolicy: 'policyName target',
  ListAttachedPolicies: `target recursive ${nextMarkedPage}`,
  ListTargetsForPolicy: `policyName ${nextMarkedPage}`,
  GetEffectivePolicies: 'principal thingName',
  CreateRoleAlias: `roleAlias roleArn credentialDurationSeconds ${tags}`,
  DescribeRoleAlias: 'roleAlias',
  UpdateRoleAlias: 'roleAlias roleArn credentialDurationSeconds',
  DeleteRoleAlias: 'roleAlias',
  ListRoleAliases: `ascendingOrder ${nextMarkedPage}`,
  AttachPrincipalPolicy: 'policyName principal',
  DetachPrincipalPolicy: 'policyName principal',
  ListPrincipalPolicies: `principal ${nextMarkedPage}`,
  ListPolicyPrincipals: `policyName ${nextMarkedPage}`,
};

const templateSettings = `
  templateName provisioningRoleArn description enabled
  preProvisioningHook.targetArn preProvisioningHook.payloadVersion
`;

const provisioning = {
  CreateProvisioningClaim: 'templateName',
  CreateProvisioningTemplate: `${templateSettings} templateBody type ${tags}`,
  DescribeProvisioningTemplate: 'templateName',
  UpdateProvisioningTemplate: `${templateSettings} defaultVersionId removePreProvisioningHook`,
  DeleteProvisioningTemplate: 'templateName',
  ListProvisioningTemplates: nextPage,
  CreateProvisioningTemplateVersion: 'templateName templateBody setAsDefault',
  DescribeProvisioningTemplateVersion: 'templateName versionId',
  ListProvisioningTemplateVersions: `templateName ${nextPage}`,
  DeleteProvisioningTemplateVersion: 'templateName versionId',
};

const things = 'thingIndexingConfiguration';
const groups = 'thingGroupIndexingConfiguration';

const fleetIndex = {
  GetIndexingConfiguration: '',
  UpdateIndexingConfiguration: `
    ${things}.thingIndexingMode ${things}.thingConnectivityIndexingMode ${things}.deviceDefenderIndexingMode
    ${things}.namedShadowIndexingMode ${things}.customFields.name ${things}.customFields.type
    ${things}.filter.namedShadowNames ${things}.filter.geoLocations.name ${things}.filter.geoLocations.order
    ${groups}.thingGroupIndexingMode ${groups}.customFields.name ${groups}.customFields.type
  `,
  DescribeIndex: 'indexName',
  ListIndices: '',
  SearchIndex: `indexName queryString queryVersion ${nextPage}`,
  GetStatistics: 'indexName queryString queryVersion aggregationField',
  GetThingConnectivityData: 'thingName includeSocketInformation',
};

/** What the handlers do with their input; everything else is refused. */
export const acceptedInput: AcceptedInput = {
  used: {
    ...registry,
    ...security,
    ...provisioning,
    ...fleetIndex,
    CreateTopicRule: `ruleName tags ${topicRule}`,
    ReplaceTopicRule: `ruleName ${topicRule}`,
    GetTopicRule: 'ruleName',
    ListTopicRules: `ruleDisabled ${nextPage}`,
    EnableTopicRule: 'ruleName',
    DisableTopicRule: 'ruleName',
    DeleteTopicRule: 'ruleName',
    DescribeEndpoint: 'endpointType',
    TagResource: `resourceArn ${tags}`,
    UntagResource: 'resourceArn tagKeys',
    ListTagsForResource: 'resourceArn nextToken',
  },
  harmless: [
    {
      members: 'attributePayload.merge',
      of: 'CreateThing',
      because: 'a new thing has no attributes to merge with',
    },
    {
      members: 'thingGroupProperties.attributePayload.merge',
      of: 'CreateThingGroup',
      because: 'a new group has no attributes to merge with',
    },
    { members: 'overrideDynamicGroups', because: 'there are no dynamic groups' },
    {
      members: `
        thingIndexingConfiguration.managedFields.name thingIndexingConfiguration.managedFields.type
        thingGroupIndexingConfiguration.managedFields.name thingGroupIndexingConfiguration.managedFields.type
      `,
      because: 'they are what GetIndexingConfiguration answers, and follow from the modes',
    },
    { members: 'maxResults', of: 'ListIndices', because: 'there are two indexes at most' },
  ],
};
