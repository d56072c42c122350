import type * as iam from '@aws-sdk/client-iam';
import type { ServiceHandlers } from '@fleet/aws-wire';
import { defined } from '@fleet/optional-members';
import { textKey } from '@fleet/paging';
import { checkedDocument, checkedName, deleteConflict, entityAlreadyExists } from './errors';
import { encodedDocument } from './iam-parts';
import type { IamParts } from './iam-parts';
import { markedPage } from './page-rules';
import type { Role } from './role-repository';
import { existingRole, roleArn } from './roles';
import { uniqueId } from './unique-id';

const longestRoleName = 64;
const defaultSessionSeconds = 3600;

/** The operations on roles as such. */
export function roleHandlers(parts: IamParts): ServiceHandlers<typeof iam> {
  const { roles, store, clock, roleChanges } = parts;
  const change = (name: string, changes: Partial<Role>) => {
    const role = { ...existingRole(parts, name), ...changes };
    roleChanges.changing(role.name);
    roles.save(role);
    return role;
  };
  return {
    CreateRole: (input) => {
      const name = checkedName('role', input.RoleName, longestRoleName);
      const trustPolicy = checkedDocument(input.AssumeRolePolicyDocument, 'trust');
      return store.transaction(() => {
        if (roles.find(name) !== undefined) {
          throw entityAlreadyExists('Role', name);
        }
        roleChanges.changing(name);
        roles.save({
          name,
          id: uniqueId('AROA'),
          path: input.Path ?? '/',
          trustPolicy,
          description: input.Description,
          maxSessionSeconds: input.MaxSessionDuration ?? defaultSessionSeconds,
          permissionsBoundary: input.PermissionsBoundary,
          created: clock.nowMillis(),
        });
        for (const { Key, Value } of input.Tags ?? []) {
          roles.tag(name, Key, Value);
        }
        return { Role: describeRole(parts, existingRole(parts, name)) };
      });
    },
    GetRole: ({ RoleName }) => ({ Role: describeRole(parts, existingRole(parts, RoleName)) }),
    ListRoles: ({ PathPrefix = '/', ...asked }) => {
      const { items, ...next } = markedPage(asked, {
        name: ['roles', PathPrefix],
        key: textKey,
        read: (after, limit) => roles.page(PathPrefix, after, limit),
        keyOf: ({ name }) => name,
      });
      return { Roles: items.map((role) => describeRole(parts, role)), ...next };
    },
    UpdateRole: ({ RoleName, Description, MaxSessionDuration }) => {
      change(RoleName, defined({ description: Description, maxSessionSeconds: MaxSessionDuration }));
      return {};
    },
    UpdateRoleDescription: ({ RoleName, Description }) => ({
      Role: describeRole(parts, change(RoleName, { description: Description })),
    }),
    UpdateAssumeRolePolicy: ({ RoleName, PolicyDocument }) => {
      const trustPolicy = checkedDocument(PolicyDocument, 'trust');
      change(RoleName, { trustPolicy });
      return {};
    },
    PutRolePermissionsBoundary: ({ RoleName, PermissionsBoundary }) => {
      change(RoleName, { permissionsBoundary: PermissionsBoundary });
      return {};
    },
    DeleteRolePermissionsBoundary: ({ RoleName }) => {
      change(RoleName, { permissionsBoundary: undefined });
      return {};
    },
    DeleteRole: ({ RoleName }) => {
      store.transaction(() => {
        const { name } = existingRole(parts, RoleName);
        if (roles.inlinePolicies(name).length > 0) {
          throw deleteConflict('Cannot delete entity, must delete policies first.');
        }
        if (roles.attachedPolicies(name).length > 0) {
          throw deleteConflict('Cannot delete entity, must detach all policies first.');
        }
        roleChanges.changing(name);
        roles.delete(name);
      });
      return {};
    },
    ListInstanceProfilesForRole: ({ RoleName }) => {
      existingRole(parts, RoleName);
      return { InstanceProfiles: [], IsTruncated: false };
    },
    ...tagHandlers(parts),
  };
}

function tagHandlers(parts: IamParts): ServiceHandlers<typeof iam> {
  const { roles, roleChanges, store } = parts;
  return {
    TagRole: ({ RoleName, Tags }) => {
      const { name } = existingRole(parts, RoleName);
      roleChanges.changing(name);
      store.transaction(() => Tags.forEach(({ Key, Value }) => roles.tag(name, Key, Value)));
      return {};
    },
    UntagRole: ({ RoleName, TagKeys }) => {
      const { name } = existingRole(parts, RoleName);
      roleChanges.changing(name);
      store.transaction(() => TagKeys.forEach((key) => roles.untag(name, key)));
      return {};
    },
    ListRoleTags: ({ RoleName, ...asked }) => {
      const { name } = existingRole(parts, RoleName);
      const { items, ...next } = markedPage(asked, {
        name: ['role-tags', name],
        key: textKey,
        read: (after, limit) => roles.tagsAfter(name, after, limit),
        keyOf: ({ Key }) => Key,
      });
      return { Tags: [...items], ...next };
    },
  };
}

function describeRole({ accountId, roles }: IamParts, role: Role): iam.Role {
  const tags = roles.tags(role.name);
  return {
    RoleName: role.name,
    RoleId: role.id,
    Path: role.path,
    Arn: roleArn(accountId, role),
    CreateDate: new Date(role.created),
    AssumeRolePolicyDocument: encodedDocument(role.trustPolicy),
    MaxSessionDuration: role.maxSessionSeconds,
    Description: role.description,
    PermissionsBoundary:
      role.permissionsBoundary === undefined ? undefined : boundary(role.permissionsBoundary),
    Tags: tags.length > 0 ? tags : undefined,
  };
}

function boundary(policyArn: string): iam.AttachedPermissionsBoundary {
  return { PermissionsBoundaryType: 'PermissionsBoundaryPolicy', PermissionsBoundaryArn: policyArn };
}
