import type { OwnClients } from '@fleet/own-clients';
import type { ResourceType } from '@fleet/resource-types';
import { lambdaEventInvokeConfig } from './event-invoke-config';
import { lambdaEventSourceMapping } from './event-source-mapping';
import { lambdaFunction } from './function';
import { lambdaPermission } from './permission';

/** What CloudFormation can make of this service. */
export function lambdaResourceTypes(clients: OwnClients): ResourceType[] {
  return [
    lambdaEventInvokeConfig(clients),
    lambdaEventSourceMapping(clients),
    lambdaFunction(clients),
    lambdaPermission(clients),
  ];
}
