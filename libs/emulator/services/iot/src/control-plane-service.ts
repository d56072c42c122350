import type { AwsService } from '@fleet/aws-wire';
import { defineService } from '@fleet/aws-wire';
import { acceptedInput } from './accepted-input';
import { actionConditionKeys, actionResources } from './action-resources';
import { authorizationReference } from './authorization-reference';
import type { ControlPlane } from './control-plane';
import { certificateHandlers } from './certificates/certificate-handlers';
import type { EndpointAddresses } from './endpoints/endpoint-handlers';
import { endpointHandlers } from './endpoints/endpoint-handlers';
import { indexingHandlers } from './indexing/indexing-handlers';
import { policyHandlers } from './policies/policy-handlers';
import { policyAttachmentHandlers } from './policies/policy-attachment-handlers';
import { templateHandlers } from './provisioning/provisioning-template-handlers';
import { searchHandlers } from './indexing/search-handlers';
import { tagHandlers } from './tags/tag-handlers';
import { billingGroupHandlers } from './registry/billing-group-handlers';
import { thingGroupHandlers } from './registry/thing-group-handlers';
import { thingPrincipalHandlers } from './registry/thing-principal-handlers';
import { thingTypeHandlers } from './registry/thing-type-handlers';
import { thingHandlers } from './registry/thing-handlers';
import { roleAliasHandlers } from './role-aliases/role-alias-handlers';
import { topicRuleHandlers } from './rules/topic-rule-handlers';

/** AWS IoT's control plane API (`iot`). */
export function controlPlaneService(iot: ControlPlane, addresses: EndpointAddresses): AwsService {
  return defineService({
    scope: 'iot',
    sdk: () => import('@aws-sdk/client-iot'),
    accepts: acceptedInput,
    authorization: {
      reference: authorizationReference,
      resources: actionResources,
      keys: actionConditionKeys(iot),
      tags: (arn) => iot.tags.of(arn),
    },
    handlers: {
      ...billingGroupHandlers(iot),
      ...certificateHandlers(iot),
      ...endpointHandlers(addresses),
      ...indexingHandlers(iot),
      ...policyHandlers(iot),
      ...policyAttachmentHandlers(iot),
      ...roleAliasHandlers(iot),
      ...searchHandlers(iot),
      ...tagHandlers(iot),
      ...templateHandlers(iot),
      ...thingGroupHandlers(iot),
      ...thingHandlers(iot),
      ...thingPrincipalHandlers(iot),
      ...thingTypeHandlers(iot),
      ...topicRuleHandlers(iot),
    },
  });
}
