import type * as iam from '@aws-sdk/client-iam';
import type { ServiceHandlers } from '@fleet/aws-wire';
import { textKey } from '@fleet/paging';
import { awsManagedDocument, isAwsManaged } from './aws-managed-policies';
import { checkedDocument, checkedName, noSuchEntity } from './errors';
import { encodedDocument } from './iam-parts';
import type { IamParts } from './iam-parts';
import { markedPage } from './page-rules';
import { existingRole } from './roles';

const longestPolicyName = 128;

/** The operations on what a role may do: policies in it and policies attached to it. */
export function rolePolicyHandlers(parts: IamParts): ServiceHandlers<typeof iam> {
  const { roles, policies, roleChanges } = parts;
  return {
    PutRolePolicy: ({ RoleName, PolicyName, PolicyDocument }) => {
      const policyName = checkedName('policy', PolicyName, longestPolicyName);
      const { name } = existingRole(parts, RoleName);
      const document = checkedDocument(PolicyDocument, 'identity');
      roleChanges.changing(name);
      roles.saveInlinePolicy(name, policyName, document);
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
      roleChanges.changing(name);
      if (!roles.deleteInlinePolicy(name, PolicyName)) {
        throw noSuchEntity('role policy', PolicyName);
      }
      return {};
    },
    ListRolePolicies: ({ RoleName, ...asked }) => {
      const { name } = existingRole(parts, RoleName);
      const { items, ...next } = markedPage(asked, {
        name: ['role-policies', name],
        key: textKey,
        read: (after, limit) => roles.inlinePoliciesAfter(name, after, limit),
        keyOf: (policy) => policy,
      });
      return { PolicyNames: [...items], ...next };
    },
    AttachRolePolicy: ({ RoleName, PolicyArn }) => {
      const { name } = existingRole(parts, RoleName);
      if (!isAwsManaged(PolicyArn) && policies.find(PolicyArn) === undefined) {
        throw noSuchEntity('policy', PolicyArn);
      }
      if (isAwsManaged(PolicyArn) && awsManagedDocument(PolicyArn) === undefined) {
        parts.onUnknownPolicy(PolicyArn);
      }
      roleChanges.changing(name);
      roles.attach(name, PolicyArn);
      return {};
    },
    DetachRolePolicy: ({ RoleName, PolicyArn }) => {
      const { name } = existingRole(parts, RoleName);
      roleChanges.changing(name);
      if (!roles.detach(name, PolicyArn)) {
        throw noSuchEntity('policy', PolicyArn);
      }
      return {};
    },
    ListAttachedRolePolicies: ({ RoleName, ...asked }) => {
      const { name } = existingRole(parts, RoleName);
      const { items, ...next } = markedPage(asked, {
        name: ['attached-role-policies', name],
        key: textKey,
        read: (after, limit) => roles.attachedPoliciesAfter(name, after, limit),
        keyOf: (arn) => arn,
      });
      return { AttachedPolicies: items.map(describeAttached), ...next };
    },
  };
}

function describeAttached(arn: string): iam.AttachedPolicy {
  return { PolicyArn: arn, PolicyName: arn.slice(arn.lastIndexOf('/') + 1) };
}
