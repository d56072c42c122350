import type { ControlPlane } from '../control-plane';
import type { IotHandlers } from '../iot-handlers';
import { markedPage } from '../iot-handlers';

/** Policies on certificates and thing groups, also by the older names of the operations. */
export function policyAttachmentHandlers(iot: ControlPlane) {
  return { ...currentHandlers(iot), ...olderHandlers(iot) } satisfies IotHandlers;
}

function currentHandlers({ arns, authorizer, policyAttachments }: ControlPlane) {
  return {
    AttachPolicy: ({ policyName, target }) => {
      policyAttachments.attach(policyName, target);
      return {};
    },

    DetachPolicy: ({ policyName, target }) => {
      policyAttachments.detach(policyName, target);
      return {};
    },

    ListAttachedPolicies: (input) => {
      const found = policyAttachments.policiesOf(markedPage(input), input.target, input.recursive);
      return {
        policies: found.items.map((policyName) => ({ policyName, policyArn: arns.policy(policyName) })),
        nextMarker: found.nextToken,
      };
    },

    ListTargetsForPolicy: (input) => {
      const found = policyAttachments.targetsOf(markedPage(input), input.policyName);
      return { targets: [...found.items], nextMarker: found.nextToken };
    },

    GetEffectivePolicies: ({ principal, thingName }) => ({
      effectivePolicies: authorizer
        .effectivePolicies(arns.certificateIdOf(principal), thingName)
        .map(({ policyName, document }) => ({
          policyName,
          policyArn: arns.policy(policyName),
          policyDocument: document,
        })),
    }),
  } satisfies IotHandlers;
}

function olderHandlers({ arns, policyAttachments }: ControlPlane) {
  return {
    AttachPrincipalPolicy: ({ policyName, principal }) => {
      policyAttachments.attach(policyName, principal);
      return {};
    },

    DetachPrincipalPolicy: ({ policyName, principal }) => {
      policyAttachments.detach(policyName, principal);
      return {};
    },

    ListPrincipalPolicies: (input) => {
      const found = policyAttachments.policiesOf(markedPage(input), input.principal);
      return {
        policies: found.items.map((policyName) => ({ policyName, policyArn: arns.policy(policyName) })),
        nextMarker: found.nextToken,
      };
    },

    ListPolicyPrincipals: (input) => {
      const found = policyAttachments.targetsOf(markedPage(input), input.policyName);
      return { principals: [...found.items], nextMarker: found.nextToken };
    },
  } satisfies IotHandlers;
}
