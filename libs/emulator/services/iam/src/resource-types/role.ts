import type { OwnClients } from '@fleet/own-clients';
import type { ResourceContext, ResourceType } from '@fleet/resource-types';
import {
  afterCreating,
  document,
  int,
  tags,
  changeTags,
  tagList,
  tagMap,
  unlessGone,
} from '@fleet/resource-types';
import * as z from 'zod';
import type { AwaitRoles } from '../role-changes';

const schema = z.strictObject({
  AssumeRolePolicyDocument: document,
  Description: z.string().optional(),
  ManagedPolicyArns: z.array(z.string()).default([]),
  MaxSessionDuration: int.optional(),
  Path: z.string().optional(),
  PermissionsBoundary: z.string().optional(),
  Policies: z.array(z.strictObject({ PolicyName: z.string(), PolicyDocument: document })).default([]),
  RoleName: z.string().optional(),
  Tags: tags,
});
type Properties = z.infer<typeof schema>;

/** AWS::IAM::Role with its inline and managed policies. */
export function iamRole(clients: OwnClients, awaitRoles: AwaitRoles): ResourceType<Properties> {
  const nameOf = ({ RoleName: name }: Properties, context: ResourceContext): string =>
    name ?? context.uniqueName();
  return {
    typeName: 'AWS::IAM::Role',
    replaceOn: ['RoleName', 'Path'],
    schema,
    physicalIdOf: nameOf,
    create: async (properties, context) => {
      const roleName = nameOf(properties, context);
      const { Role: role } = await (
        await clients.iam()
      ).createRole({
        RoleName: roleName,
        AssumeRolePolicyDocument: properties.AssumeRolePolicyDocument,
        Description: properties.Description,
        MaxSessionDuration: properties.MaxSessionDuration,
        Path: properties.Path,
        PermissionsBoundary: properties.PermissionsBoundary,
        Tags: tagList(properties.Tags, context),
      });
      await afterCreating(roleName, () => setPolicies(clients, roleName, properties));
      await awaitRoles(context.signal);
      return { physicalId: roleName, attributes: { Arn: role?.Arn, RoleId: role?.RoleId } };
    },
    update: async (properties, previous, RoleName, context) => {
      const iam = await clients.iam();
      const { AssumeRolePolicyDocument: PolicyDocument, PermissionsBoundary } = properties;
      await iam.updateAssumeRolePolicy({ RoleName, PolicyDocument });
      const { Description = '', MaxSessionDuration = 3600 } = properties;
      await iam.updateRole({ RoleName, Description, MaxSessionDuration });
      if (PermissionsBoundary !== undefined) {
        await iam.putRolePermissionsBoundary({ RoleName, PermissionsBoundary });
      } else if (previous.properties.PermissionsBoundary !== undefined) {
        await iam.deleteRolePermissionsBoundary({ RoleName });
      }
      await changeTags(previous.properties.Tags, tagMap(properties.Tags, context), {
        set: () => iam.tagRole({ RoleName, Tags: tagList(properties.Tags, context) }),
        remove: (TagKeys) => iam.untagRole({ RoleName, TagKeys }),
      });
      await setPolicies(clients, RoleName, properties, previous.properties);
      await awaitRoles(context.signal);
      return { physicalId: RoleName, attributes: previous.attributes };
    },
    delete: async (RoleName, properties) => {
      const nothing = { ...properties, Policies: [], ManagedPolicyArns: [] };
      await unlessGone(
        setPolicies(clients, RoleName, nothing, properties).then(async () =>
          (await clients.iam()).deleteRole({ RoleName }),
        ),
      );
    },
  };
}

/**
 * Gives the role the wanted policies and takes those of before (`owned`) that are not wanted. Others stay: they
 * belong to resources of their own, such as AWS::IAM::Policy.
 */
async function setPolicies(
  clients: OwnClients,
  RoleName: string,
  wanted: Pick<Properties, 'Policies' | 'ManagedPolicyArns'>,
  owned: Pick<Properties, 'Policies' | 'ManagedPolicyArns'> = wanted,
): Promise<void> {
  const iam = await clients.iam();
  for (const { PolicyName, PolicyDocument } of wanted.Policies) {
    await iam.putRolePolicy({ RoleName, PolicyName, PolicyDocument });
  }
  for (const { PolicyName } of owned.Policies) {
    const isWanted = wanted.Policies.some((policy) => policy.PolicyName === PolicyName);
    if (!isWanted) {
      await unlessGone(iam.deleteRolePolicy({ RoleName, PolicyName }));
    }
  }
  const { AttachedPolicies: attached = [] } = await iam.listAttachedRolePolicies({ RoleName });
  for (const PolicyArn of wanted.ManagedPolicyArns) {
    await iam.attachRolePolicy({ RoleName, PolicyArn });
  }
  for (const { PolicyArn } of attached) {
    const isOwned = PolicyArn !== undefined && owned.ManagedPolicyArns.includes(PolicyArn);
    if (isOwned && !wanted.ManagedPolicyArns.includes(PolicyArn)) {
      await iam.detachRolePolicy({ RoleName, PolicyArn });
    }
  }
}
