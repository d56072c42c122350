import type { OwnClients } from '@fleet/own-clients';
import type { ResourceContext, ResourceType } from '@fleet/resource-types';
import { int, tags, tagList, unlessGone } from '@fleet/resource-types';
import * as z from 'zod';
import { changeIotTags } from './changed-tags';

const schema = z.strictObject({
  RoleAlias: z.string().optional(),
  RoleArn: z.string(),
  CredentialDurationSeconds: int.default(3600),
  Tags: tags,
});
type Properties = z.infer<typeof schema>;

/** AWS::IoT::RoleAlias */
export function iotRoleAlias(clients: Pick<OwnClients, 'iot'>): ResourceType<Properties> {
  const nameOf = ({ RoleAlias: name }: Properties, context: ResourceContext): string =>
    name ?? context.uniqueName({ maxLength: 128 });
  const settingsOf = ({
    RoleArn: roleArn,
    CredentialDurationSeconds: credentialDurationSeconds,
  }: Properties) => ({
    roleArn,
    credentialDurationSeconds,
  });
  return {
    typeName: 'AWS::IoT::RoleAlias',
    replaceOn: ['RoleAlias'],
    schema,
    physicalIdOf: nameOf,
    create: async (properties, context) => {
      const roleAlias = nameOf(properties, context);
      const { roleAliasArn } = await (
        await clients.iot()
      ).createRoleAlias({ roleAlias, ...settingsOf(properties), tags: tagList(properties.Tags, context) });
      return { physicalId: roleAlias, attributes: { RoleAliasArn: roleAliasArn } };
    },
    update: async (properties, previous, roleAlias, context) => {
      const iot = await clients.iot();
      const { roleAliasArn } = await iot.updateRoleAlias({ roleAlias, ...settingsOf(properties) });
      const change = { before: previous.properties.Tags, now: properties.Tags };
      await changeIotTags(iot, roleAliasArn, change, context);
      return { physicalId: roleAlias, attributes: previous.attributes };
    },
    delete: async (roleAlias) => unlessGone((await clients.iot()).deleteRoleAlias({ roleAlias })),
  };
}
