import type { OwnClients } from '@fleet/own-clients';
import type { ResourceContext, ResourceType } from '@fleet/resource-types';
import { afterCreating, document, unlessGone } from '@fleet/resource-types';
import * as z from 'zod';
import type { AwaitRoles } from '../role-changes';

const schema = z.strictObject({
  PolicyName: z.string(),
  PolicyDocument: document,
  Roles: z.array(z.string()).min(1, 'a policy must be attached to at least one role'),
});
type Properties = z.infer<typeof schema>;

/** AWS::IAM::Policy: an inline policy in one or several roles. */
export function iamPolicy(clients: OwnClients, awaitRoles: AwaitRoles): ResourceType<Properties> {
  const put = async ({ PolicyName, PolicyDocument, Roles: roles }: Properties): Promise<void> => {
    const iam = await clients.iam();
    for (const RoleName of roles) {
      await iam.putRolePolicy({ RoleName, PolicyName, PolicyDocument });
    }
  };
  const remove = async (PolicyName: string, roles: readonly string[]): Promise<void> => {
    const iam = await clients.iam();
    for (const RoleName of roles) {
      await unlessGone(iam.deleteRolePolicy({ RoleName, PolicyName }));
    }
  };
  const idOf = (_properties: Properties, context: ResourceContext): string => context.uniqueName();
  return {
    typeName: 'AWS::IAM::Policy',
    replaceOn: [],
    schema,
    physicalIdOf: idOf,
    create: async (properties, context) => {
      const physicalId = idOf(properties, context);
      await afterCreating(physicalId, () => put(properties));
      await awaitRoles(context.signal);
      return { physicalId, attributes: { Id: physicalId } };
    },
    update: async (properties, previous, physicalId, context) => {
      await put(properties);
      const { PolicyName, Roles: formerRoles } = previous.properties;
      const isRenamed = PolicyName !== properties.PolicyName;
      await remove(
        PolicyName,
        formerRoles.filter((role) => isRenamed || !properties.Roles.includes(role)),
      );
      await awaitRoles(context.signal);
      return { physicalId, attributes: previous.attributes };
    },
    delete: (_physicalId, { PolicyName, Roles }) => remove(PolicyName, Roles),
  };
}
