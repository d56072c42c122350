import type { ControlPlane } from '../control-plane';
import type { IotHandlers } from '../iot-handlers';
import { markedPage } from '../iot-handlers';
import type { PolicyVersion } from './policy-repository';

/** Policies and their versions. */
export function policyHandlers(iot: ControlPlane) {
  return { ...wholePolicyHandlers(iot), ...versionHandlers(iot) } satisfies IotHandlers;
}

function wholePolicyHandlers({ arns, policies, tags }: ControlPlane) {
  return {
    CreatePolicy: ({ policyName, policyDocument, tags: given = [] }) => {
      const version = policies.create(policyName, policyDocument);
      tags.tag(arns.policy(version.policyName), given);
      return {
        policyName: version.policyName,
        policyArn: arns.policy(version.policyName),
        policyDocument: version.document,
        policyVersionId: String(version.versionId),
      };
    },

    GetPolicy: ({ policyName }) => {
      const policy = policies.describe(policyName);
      return {
        policyName: policy.policyName,
        policyArn: arns.policy(policy.policyName),
        policyDocument: policies.version(policyName).document,
        defaultVersionId: String(policy.defaultVersionId),
        creationDate: policy.createdAt,
        lastModifiedDate: policy.modifiedAt,
      };
    },

    ListPolicies: (input) => {
      const found = policies.list(markedPage(input), input.ascendingOrder);
      return {
        policies: found.items.map(({ policyName }) => ({ policyName, policyArn: arns.policy(policyName) })),
        nextMarker: found.nextToken,
      };
    },

    DeletePolicy: ({ policyName }) => {
      policies.delete(policyName);
      tags.forget(arns.policy(policyName));
      return {};
    },
  } satisfies IotHandlers;
}

function versionHandlers({ arns, policies }: ControlPlane) {
  const isDefault = (version: PolicyVersion): boolean =>
    policies.describe(version.policyName).defaultVersionId === version.versionId;
  return {
    CreatePolicyVersion: ({ policyName, policyDocument, setAsDefault }) => {
      const version = policies.createVersion(policyName, policyDocument, setAsDefault);
      return {
        policyArn: arns.policy(version.policyName),
        policyDocument: version.document,
        policyVersionId: String(version.versionId),
        isDefaultVersion: isDefault(version),
      };
    },

    GetPolicyVersion: ({ policyName, policyVersionId }) => {
      const version = policies.version(policyName, policyVersionId);
      return {
        policyArn: arns.policy(version.policyName),
        policyName: version.policyName,
        policyDocument: version.document,
        policyVersionId: String(version.versionId),
        isDefaultVersion: isDefault(version),
        creationDate: version.createdAt,
        lastModifiedDate: version.createdAt,
      };
    },

    ListPolicyVersions: ({ policyName }) => ({
      policyVersions: policies.versions(policyName).map((version) => ({
        versionId: String(version.versionId),
        isDefaultVersion: isDefault(version),
        createDate: version.createdAt,
      })),
    }),

    SetDefaultPolicyVersion: ({ policyName, policyVersionId }) => {
      policies.setDefaultVersion(policyName, policyVersionId);
      return {};
    },

    DeletePolicyVersion: ({ policyName, policyVersionId }) => {
      policies.deleteVersion(policyName, policyVersionId);
      return {};
    },
  } satisfies IotHandlers;
}
