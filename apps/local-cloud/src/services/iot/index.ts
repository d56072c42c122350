import type { AwsService } from '@fleet/aws-wire';
import { defineService } from '@fleet/aws-wire';
import type { IotCore } from '@fleet/iot-core';
import { certificateHandlers } from './certificates';
import type { EndpointAddresses } from './endpoints';
import { endpointHandlers } from './endpoints';
import { indexingHandlers } from './indexing';
import { policyHandlers } from './policies';
import { policyAttachmentHandlers } from './policy-attachments';
import { templateHandlers } from './provisioning-templates';
import { searchHandlers } from './search';
import { tagHandlers } from './tags';
import { thingGroupHandlers } from './thing-groups';
import { thingPrincipalHandlers } from './thing-principals';
import { thingTypeHandlers } from './thing-types';
import { thingHandlers } from './things';
import { topicRuleHandlers } from './topic-rules';

/** AWS IoT's control plane API (`iot`) over the emulator's IoT Core. */
export function iotService(iot: IotCore, addresses: EndpointAddresses): AwsService {
  return defineService({
    scope: 'iot',
    sdk: () => import('@aws-sdk/client-iot'),
    handlers: {
      ...certificateHandlers(iot),
      ...endpointHandlers(addresses),
      ...indexingHandlers(iot),
      ...policyHandlers(iot),
      ...policyAttachmentHandlers(iot),
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
