import type * as iam from '@aws-sdk/client-iam';
import type { ServiceHandlers } from '@fleet/aws-wire';
import { awsManagedDocument, isAwsManaged } from './aws-managed-policies';
import { checkedDocument, checkedName, noSuchEntity } from './errors';
import { encodedDocument } from './iam-parts';
import type { IamParts } from './iam-parts';
import { existingRole } from './role-handlers';

const longestPolicyName = 128;

/** The operations on what a role may do: policies in it and policies attached to it. */
export function rolePolicyHandlers(parts: IamParts): ServiceHandlers<typeof iam> {
  const { roles, policies } = parts;
  return {
    PutRolePolicy: ({ RoleName, PolicyName, PolicyDocument }) => {
      const name = checkedName('policy', PolicyName, longestPolicyName);
      roles.saveInlinePolicy(
        existingRole(parts, RoleName).name,
        name,
        checkedDocument(PolicyDocument, 'identity'),
      );
      return {};
    },
    GetRolePolicy: ({ RoleName, PolicyName }) => {
      const { name } = existingRole(parts, RoleName);
      const document = roles.inlinePolicy(name, PolicyName);
      if (document === undefined) {
        throw noSuchEntity('role policy', PolicyName);
      }
      return { RoleName: name, PolicyName, PolicyDocument: encodedDocument(document) };
    },
    DeleteRolePolicy: ({ RoleName, PolicyName }) => {
      const { name } = existingRole(parts, RoleName);
      if (!roles.deleteInlinePolicy(name, PolicyName)) {
        throw noSuchEntity('role policy', PolicyName);
      }
      return {};
    },
    ListRolePolicies: ({ RoleName }) => ({
      PolicyNames: roles.inlinePolicies(existingRole(parts, RoleName).name),
      IsTruncated: false,
    }),
    AttachRolePolicy: ({ RoleName, PolicyArn }) => {
      const { name } = existingRole(parts, RoleName);
      if (!isAwsManaged(PolicyArn) && policies.find(PolicyArn) === undefined) {
        throw noSuchEntity('policy', PolicyArn);
      }
      if (isAwsManaged(PolicyArn) && awsManagedDocument(PolicyArn) === undefined) {
        parts.onUnknownPolicy(PolicyArn);
      }
      roles.attach(name, PolicyArn);
      return {};
    },
    DetachRolePolicy: ({ RoleName, PolicyArn }) => {
      const { name } = existingRole(parts, RoleName);
      if (!roles.detach(name, PolicyArn)) {
        throw noSuchEntity('policy', PolicyArn);
      }
      return {};
    },
    ListAttachedRolePolicies: ({ RoleName }) => ({
      AttachedPolicies: roles.attachedPolicies(existingRole(parts, RoleName).name).map((arn) => ({
        PolicyArn: arn,
        PolicyName: arn.slice(arn.lastIndexOf('/') + 1),
      })),
      IsTruncated: false,
    }),
  };
}
