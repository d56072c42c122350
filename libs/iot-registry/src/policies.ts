import {
  AttachPolicyCommand,
  DetachPolicyCommand,
  ListAttachedPoliciesCommand,
  ListTargetsForPolicyCommand,
  type IoTClient,
} from '@aws-sdk/client-iot';
import { absentIfNotFound } from './absent-if-not-found';

/** ListTargetsForPolicy gives at most 250 (API reference). */
const pageSize = 100;

/**
 * ARNs of what a policy is attached to (certificates, thing groups, Cognito identities), page by page: the next
 * one is asked for when the one before is done with. Needs `iot:ListTargetsForPolicy`.
 * @throws ResourceNotFoundException when there is no such policy
 */
export async function* policyTargets(iot: IoTClient, policyName: string): AsyncGenerator<readonly string[]> {
  let marker: string | undefined;
  do {
    const page = await iot.send(new ListTargetsForPolicyCommand({ policyName, pageSize, marker }));
    yield page.targets ?? [];
    marker = page.nextMarker;
  } while (marker !== undefined);
}

/**
 * Attaches a policy; where it is attached it stays so. Needs `iot:AttachPolicy`.
 * @throws LimitExceededException when the certificate has its ten policies
 */
export async function attachPolicy(iot: IoTClient, policyName: string, target: string): Promise<void> {
  await iot.send(new AttachPolicyCommand({ policyName, target }));
}

/** Takes a policy from a certificate, if it has it. Needs `iot:DetachPolicy`. */
export async function detachPolicy(iot: IoTClient, policyName: string, target: string): Promise<void> {
  await absentIfNotFound(iot.send(new DetachPolicyCommand({ policyName, target })));
}

/** The names of the policies of a certificate; none as well for one that is gone. Needs `iot:ListAttachedPolicies`. */
export async function attachedPolicies(iot: IoTClient, target: string): Promise<readonly string[]> {
  const names: string[] = [];
  let marker: string | undefined;
  do {
    const page = await absentIfNotFound(iot.send(new ListAttachedPoliciesCommand({ target, marker })));
    names.push(...(page?.policies ?? []).flatMap(({ policyName }) => policyName ?? []));
    marker = page?.nextMarker;
  } while (marker !== undefined);
  return names;
}
