import type * as sdk from '@aws-sdk/client-iot';
import type { ActionConditionKeys, ActionResources } from '@fleet/aws-wire';
import { defined } from '@fleet/optional-members';
import type { authorizationReference } from './authorization-reference';
import type { ControlPlane } from './control-plane';
import { rolesIn } from './rules/roles-in';

const ofThing = ({ thingName: thing }: { thingName: string }) => ({ thing });
const ofThingType = ({ thingTypeName: thingtype }: { thingTypeName: string }) => ({ thingtype });
const ofGroup = ({ thingGroupName: thinggroup }: { thingGroupName: string }) => ({ thinggroup });
const ofCertificate = ({ certificateId: cert }: { certificateId: string }) => ({ cert });
const ofPolicy = ({ policyName: policy }: { policyName: string }) => ({ policy });
const ofRule = ({ ruleName: rule }: { ruleName: string }) => ({ rule });
const ofIndex = ({ indexName: index = 'AWS_Things' }: { indexName?: string | undefined }) => ({ index });
const ofTemplate = ({ templateName: provisioningtemplate }: { templateName: string }) => ({
  provisioningtemplate,
});
const ofPrincipal = ({ principal }: { principal?: string | undefined }) =>
  principal === undefined ? {} : { cert: { arn: principal } };
const ofTarget = ({ target: arn }: { target: string }) => ({ arn });
const ofArn = ({ resourceArn: arn }: { resourceArn: string }) => ({ arn });

const ofBillingGroup = ({ billingGroupName: billinggroup }: { billingGroupName: string }) => ({
  billinggroup,
});
const ofRoleAlias = ({ roleAlias: rolealias }: { roleAlias: string }) => ({ rolealias });

interface Member {
  readonly thingName?: string | undefined;
  readonly thingArn?: string | undefined;
}

interface BillingMembership extends Member {
  readonly billingGroupName?: string | undefined;
  readonly billingGroupArn?: string | undefined;
}

const ofBillingMembership = (input: BillingMembership) => ({
  thing: input.thingName ?? arnOf(input.thingArn),
  billinggroup: input.billingGroupName ?? arnOf(input.billingGroupArn),
});

interface Membership extends Member {
  readonly thingGroupName?: string | undefined;
  readonly thingGroupArn?: string | undefined;
}

const ofMembership = ({ thingName, thingArn, thingGroupName, thingGroupArn }: Membership) => ({
  thing: thingName ?? arnOf(thingArn),
  thinggroup: thingGroupName ?? arnOf(thingGroupArn),
});

const arnOf = (arn: string | undefined) => (arn === undefined ? undefined : { arn });

const passed = (roles: readonly (string | undefined)[]) => {
  const arns = roles.flatMap((arn) => (arn === undefined ? [] : [{ arn }]));
  return arns.length === 0 ? undefined : { role: arns };
};
const passedToIot = () => ({ 'iam:PassedToService': 'iot.amazonaws.com' });
/** Guessed: the service whose trust the role needs. */
const passedToCredentials = () => ({ 'iam:PassedToService': 'credentials.iot.amazonaws.com' });

/** What each operation is for. */
export const actionResources: ActionResources<typeof sdk, typeof authorizationReference> = {
  CreateThing: ofThing,
  DescribeThing: ofThing,
  UpdateThing: ofThing,
  DeleteThing: ofThing,
  GetThingConnectivityData: ofThing,
  ListThingGroupsForThing: ofThing,
  ListThingPrincipals: ofThing,
  ListThingPrincipalsV2: ofThing,
  CreateThingType: ofThingType,
  DescribeThingType: ofThingType,
  DeprecateThingType: ofThingType,
  DeleteThingType: ofThingType,
  CreateThingGroup: ofGroup,
  DescribeThingGroup: ofGroup,
  UpdateThingGroup: ofGroup,
  DeleteThingGroup: ofGroup,
  ListThingsInThingGroup: ofGroup,
  AddThingToThingGroup: ofMembership,
  RemoveThingFromThingGroup: ofMembership,
  UpdateThingGroupsForThing: ({ thingName, thingGroupsToAdd = [], thingGroupsToRemove = [] }) => ({
    thing: thingName,
    thinggroup: [...thingGroupsToAdd, ...thingGroupsToRemove],
  }),
  CreateBillingGroup: ofBillingGroup,
  DescribeBillingGroup: ofBillingGroup,
  UpdateBillingGroup: ofBillingGroup,
  DeleteBillingGroup: ofBillingGroup,
  ListThingsInBillingGroup: ofBillingGroup,
  AddThingToBillingGroup: ofBillingMembership,
  RemoveThingFromBillingGroup: ofBillingMembership,
  // Documented: the certificate, not the thing, which is a condition key (service authorization reference).
  AttachThingPrincipal: ofPrincipal,
  DetachThingPrincipal: ofPrincipal,
  ListPrincipalThings: ofPrincipal,
  ListPrincipalThingsV2: ofPrincipal,
  DescribeCertificate: ofCertificate,
  UpdateCertificate: ofCertificate,
  DeleteCertificate: ofCertificate,
  CreatePolicy: ofPolicy,
  GetPolicy: ofPolicy,
  DeletePolicy: ofPolicy,
  CreatePolicyVersion: ofPolicy,
  GetPolicyVersion: ofPolicy,
  ListPolicyVersions: ofPolicy,
  SetDefaultPolicyVersion: ofPolicy,
  DeletePolicyVersion: ofPolicy,
  ListTargetsForPolicy: ofPolicy,
  // Documented: what a policy is attached to, not the policy (service authorization reference).
  AttachPolicy: ofTarget,
  DetachPolicy: ofTarget,
  AttachPrincipalPolicy: ofPrincipal,
  DetachPrincipalPolicy: ofPrincipal,
  GetEffectivePolicies: ofPrincipal,
  CreateProvisioningClaim: ofTemplate,
  CreateProvisioningTemplate: (input) => ({
    byAction: {
      'iot:CreateProvisioningTemplate': ofTemplate(input),
      'iam:PassRole': passed([input.provisioningRoleArn]),
    },
  }),
  UpdateProvisioningTemplate: (input) => ({
    byAction: {
      'iot:UpdateProvisioningTemplate': ofTemplate(input),
      'iam:PassRole': passed([input.provisioningRoleArn]),
    },
  }),
  DescribeProvisioningTemplate: ofTemplate,
  DeleteProvisioningTemplate: ofTemplate,
  CreateProvisioningTemplateVersion: ofTemplate,
  DescribeProvisioningTemplateVersion: ofTemplate,
  ListProvisioningTemplateVersions: ofTemplate,
  DeleteProvisioningTemplateVersion: ofTemplate,
  CreateRoleAlias: (input) => ({
    byAction: { 'iot:CreateRoleAlias': ofRoleAlias(input), 'iam:PassRole': passed([input.roleArn]) },
  }),
  UpdateRoleAlias: (input) => ({
    byAction: { 'iot:UpdateRoleAlias': ofRoleAlias(input), 'iam:PassRole': passed([input.roleArn]) },
  }),
  DescribeRoleAlias: ofRoleAlias,
  DeleteRoleAlias: ofRoleAlias,
  DescribeIndex: ofIndex,
  SearchIndex: ofIndex,
  GetStatistics: ofIndex,
  CreateTopicRule: (input) => ({
    byAction: {
      'iot:CreateTopicRule': ofRule(input),
      'iam:PassRole': passed(rolesIn(input.topicRulePayload)),
    },
  }),
  ReplaceTopicRule: (input) => ({
    byAction: {
      'iot:ReplaceTopicRule': ofRule(input),
      'iam:PassRole': passed(rolesIn(input.topicRulePayload)),
    },
  }),
  GetTopicRule: ofRule,
  EnableTopicRule: ofRule,
  DisableTopicRule: ofRule,
  DeleteTopicRule: ofRule,
  TagResource: ofArn,
  UntagResource: ofArn,
  ListTagsForResource: ofArn,
};

/** What conditions of policies may ask for. */
export const actionConditionKeys = ({
  arns,
}: Pick<ControlPlane, 'arns'>): ActionConditionKeys<typeof sdk> => ({
  AttachThingPrincipal: ({ thingName }) => ({ 'iot:thingArn': arns.thing(thingName) }),
  DetachThingPrincipal: ({ thingName }) => ({ 'iot:thingArn': arns.thing(thingName) }),
  CreateProvisioningTemplate: passedToIot,
  UpdateProvisioningTemplate: passedToIot,
  CreateRoleAlias: passedToCredentials,
  UpdateRoleAlias: passedToCredentials,
  CreateTopicRule: passedToIot,
  ReplaceTopicRule: passedToIot,
  GetThingConnectivityData: ({ includeSocketInformation }) =>
    defined({
      'iot:IncludeSocketInformation':
        includeSocketInformation === undefined ? undefined : String(includeSocketInformation),
    }),
});
