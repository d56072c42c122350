import type * as iam from '@aws-sdk/client-iam';
import type { ServiceHandlers } from '@fleet/aws-wire';
import { textKey } from '@fleet/paging';
import * as z from 'zod';
import { checkedDocument, checkedName, deleteConflict, entityAlreadyExists, limitExceeded } from './errors';
import { encodedDocument } from './iam-parts';
import type { IamParts } from './iam-parts';
import { markedPage } from './page-rules';
import { existingPolicy, existingVersion } from './policies';
import type { ManagedPolicy, PolicyVersion } from './policy-repository';
import { uniqueId } from './unique-id';

const longestPolicyName = 128;
const mostVersions = 5;
/** The number of a version; a page has older ones. */
const versionKey = z.number();

/** The operations on customer managed policies. */
export function managedPolicyHandlers(parts: IamParts): ServiceHandlers<typeof iam> {
  const { accountId, policies, roles, roleChanges, store, clock } = parts;
  return {
    CreatePolicy: ({ PolicyName, PolicyDocument, Path = '/', Description }) => {
      const name = checkedName('policy', PolicyName, longestPolicyName);
      const document = checkedDocument(PolicyDocument, 'identity');
      return store.transaction(() => {
        if (policies.isNameTaken(name)) {
          throw entityAlreadyExists('A policy', name);
        }
        const arn = `arn:aws:iam::${accountId}:policy${Path}${name}`;
        const created = clock.nowMillis();
        roleChanges.changingPolicy(arn);
        policies.add({ arn, name, id: uniqueId('ANPA'), path: Path, description: Description, created });
        policies.addVersion(arn, { document, isDefault: true, created });
        return { Policy: describePolicy(parts, existingPolicy(parts, arn)) };
      });
    },
    GetPolicy: ({ PolicyArn }) => ({ Policy: describePolicy(parts, existingPolicy(parts, PolicyArn)) }),
    ListPolicies: ({ Scope, Marker, MaxItems }) => {
      const { items, ...next } = markedPage(
        { Marker, MaxItems },
        {
          name: ['policies', Scope],
          key: textKey,
          // Those of AWS are not listed: they are only names here.
          read: (after, limit) => (Scope === 'AWS' ? [] : policies.page(after, limit)),
          keyOf: ({ arn }) => arn,
        },
      );
      return { Policies: items.map((policy) => describePolicy(parts, policy)), ...next };
    },
    DeletePolicy: ({ PolicyArn }) => {
      store.transaction(() => {
        existingPolicy(parts, PolicyArn);
        if (roles.rolesWith(PolicyArn).length > 0) {
          throw deleteConflict('Cannot delete a policy attached to entities.');
        }
        if (policies.versions(PolicyArn).length > 1) {
          throw deleteConflict(
            'This policy has more than one version. Before you delete it, delete the others.',
          );
        }
        roleChanges.changingPolicy(PolicyArn);
        policies.delete(PolicyArn);
      });
      return {};
    },
    ListEntitiesForPolicy: ({ PolicyArn, Marker, MaxItems }) => {
      const { items, ...next } = markedPage(
        { Marker, MaxItems },
        {
          name: ['entities', PolicyArn],
          key: textKey,
          read: (after, limit) => roles.rolesWithAfter(PolicyArn, after, limit),
          keyOf: (name) => name,
        },
      );
      const PolicyRoles = items.map((name) => ({ RoleName: name, RoleId: roles.find(name)?.id }));
      return { PolicyRoles, PolicyGroups: [], PolicyUsers: [], ...next };
    },
    ...policyVersionHandlers(parts),
  };
}

function policyVersionHandlers(parts: IamParts): ServiceHandlers<typeof iam> {
  const { policies, roleChanges, store, clock } = parts;
  return {
    CreatePolicyVersion: ({ PolicyArn, PolicyDocument, SetAsDefault }) => {
      const document = checkedDocument(PolicyDocument, 'identity');
      return store.transaction(() => {
        existingPolicy(parts, PolicyArn);
        if (policies.versions(PolicyArn).length >= mostVersions) {
          throw limitExceeded(`A managed policy can have up to ${mostVersions} versions.`);
        }
        const created = clock.nowMillis();
        const isDefault = SetAsDefault === true;
        if (isDefault) {
          roleChanges.changingPolicy(PolicyArn);
        }
        const version = policies.addVersion(PolicyArn, { document, isDefault, created });
        return { PolicyVersion: describeVersion(version) };
      });
    },
    GetPolicyVersion: ({ PolicyArn, VersionId }) => {
      const version = existingVersion(parts, PolicyArn, VersionId);
      return { PolicyVersion: { ...describeVersion(version), Document: encodedDocument(version.document) } };
    },
    ListPolicyVersions: ({ PolicyArn, ...asked }) => {
      existingPolicy(parts, PolicyArn);
      const { items, ...next } = markedPage(asked, {
        name: ['policy-versions', PolicyArn],
        key: versionKey,
        read: (after, limit) => policies.versionsBefore(PolicyArn, after, limit),
        keyOf: ({ number }) => number,
      });
      return { Versions: items.map(describeVersion), ...next };
    },
    SetDefaultPolicyVersion: ({ PolicyArn, VersionId }) => {
      const { number } = existingVersion(parts, PolicyArn, VersionId);
      roleChanges.changingPolicy(PolicyArn);
      policies.setDefault(PolicyArn, number);
      return {};
    },
    DeletePolicyVersion: ({ PolicyArn, VersionId }) => {
      const version = existingVersion(parts, PolicyArn, VersionId);
      if (version.isDefault) {
        throw deleteConflict('Cannot delete the default version of a policy.');
      }
      policies.deleteVersion(PolicyArn, version.number);
      return {};
    },
  };
}

function describePolicy({ policies, roles }: IamParts, policy: ManagedPolicy): iam.Policy {
  const current = policies.versions(policy.arn).find(({ isDefault }) => isDefault);
  return {
    PolicyName: policy.name,
    PolicyId: policy.id,
    Arn: policy.arn,
    Path: policy.path,
    DefaultVersionId: `v${current?.number ?? 1}`,
    AttachmentCount: roles.rolesWith(policy.arn).length,
    IsAttachable: true,
    CreateDate: new Date(policy.created),
    UpdateDate: new Date(current?.created ?? policy.created),
    Description: policy.description,
  };
}

function describeVersion({ number, isDefault, created }: PolicyVersion) {
  return { VersionId: `v${number}`, IsDefaultVersion: isDefault, CreateDate: new Date(created) };
}
