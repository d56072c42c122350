import type { OwnClients } from '@fleet/own-clients';
import type { ResourceContext, ResourceType } from '@fleet/resource-types';
import { afterCreating, document, unlessGone } from '@fleet/resource-types';
import * as z from 'zod';
import type { AwaitRoles } from '../role-changes';

const schema = z.strictObject({
  ManagedPolicyName: z.string().optional(),
  PolicyDocument: document,
  Description: z.string().optional(),
  Path: z.string().optional(),
  Roles: z.array(z.string()).default([]),
});
type Properties = z.infer<typeof schema>;

/** AWS::IAM::ManagedPolicy, attached to roles. */
export function iamManagedPolicy(clients: OwnClients, awaitRoles: AwaitRoles): ResourceType<Properties> {
  return {
    typeName: 'AWS::IAM::ManagedPolicy',
    replaceOn: ['ManagedPolicyName', 'Description', 'Path'],
    schema,
    physicalIdOf: ({ ManagedPolicyName: name, Path: path = '/' }, context) =>
      arnOf(name ?? context.uniqueName({ maxLength: 128 }), path, context),
    create: async (properties, context) => {
      const iam = await clients.iam();
      const { PolicyDocument, Description, Path } = properties;
      const PolicyName = properties.ManagedPolicyName ?? context.uniqueName({ maxLength: 128 });
      const { Policy: policy } = await iam.createPolicy({ PolicyName, PolicyDocument, Description, Path });
      const arn = policy?.Arn ?? arnOf(PolicyName, Path ?? '/', context);
      await afterCreating(arn, () => attach(clients, arn, properties.Roles, []));
      await awaitRoles(context.signal);
      return { physicalId: arn, attributes: { PolicyArn: arn, PolicyId: policy?.PolicyId } };
    },
    update: async (properties, previous, PolicyArn, context) => {
      const { PolicyDocument, Roles: roles } = properties;
      if (PolicyDocument !== previous.properties.PolicyDocument) {
        await deleteOtherVersions(clients, PolicyArn);
        await (await clients.iam()).createPolicyVersion({ PolicyArn, PolicyDocument, SetAsDefault: true });
      }
      await attach(clients, PolicyArn, roles, previous.properties.Roles);
      await awaitRoles(context.signal);
      return { physicalId: PolicyArn, attributes: previous.attributes };
    },
    delete: async (PolicyArn, { Roles: roles }) => {
      const deletion = async (): Promise<void> => {
        await attach(clients, PolicyArn, [], roles);
        await deleteOtherVersions(clients, PolicyArn);
        await (await clients.iam()).deletePolicy({ PolicyArn });
      };
      await unlessGone(deletion());
    },
  };
}

function arnOf(name: string, path: string, { partition, accountId }: ResourceContext): string {
  return `arn:${partition}:iam::${accountId}:policy${path}${name}`;
}

async function attach(
  clients: OwnClients,
  PolicyArn: string,
  roles: readonly string[],
  formerRoles: readonly string[],
): Promise<void> {
  const iam = await clients.iam();
  for (const RoleName of roles) {
    await iam.attachRolePolicy({ RoleName, PolicyArn });
  }
  for (const RoleName of formerRoles) {
    if (!roles.includes(RoleName)) {
      await unlessGone(iam.detachRolePolicy({ RoleName, PolicyArn }));
    }
  }
}

async function deleteOtherVersions(clients: OwnClients, PolicyArn: string): Promise<void> {
  const iam = await clients.iam();
  const { Versions: versions = [] } = await iam.listPolicyVersions({ PolicyArn });
  for (const { VersionId, IsDefaultVersion: isDefault } of versions) {
    if (isDefault !== true) {
      await iam.deletePolicyVersion({ PolicyArn, VersionId });
    }
  }
}
