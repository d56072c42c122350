import type { OwnClients } from '@fleet/own-clients';
import type { ResourceContext, ResourceType } from '@fleet/resource-types';
import { unlessGone } from '@fleet/resource-types';
import * as z from 'zod';

const schema = z.strictObject({
  Name: z.string().optional(),
  Type: z.enum(['String', 'StringList']),
  Value: z.string(),
  Description: z.string().optional(),
});
type Properties = z.infer<typeof schema>;

/** AWS::SSM::Parameter */
export function ssmParameter(clients: OwnClients): ResourceType<Properties> {
  const put = async (
    Name: string,
    { Type, Value, Description }: Properties,
    Overwrite: boolean,
  ): Promise<void> => {
    await (await clients.ssm()).putParameter({ Name, Type, Value, Description, Overwrite });
  };
  const nameOf = ({ Name: name }: Properties, context: ResourceContext): string =>
    name ?? context.uniqueName();
  return {
    typeName: 'AWS::SSM::Parameter',
    replaceOn: ['Name'],
    schema,
    physicalIdOf: nameOf,
    create: async (properties, context) => {
      const name = nameOf(properties, context);
      await put(name, properties, false);
      return { physicalId: name, attributes: { Type: properties.Type, Value: properties.Value } };
    },
    update: async (properties, _previous, name) => {
      await put(name, properties, true);
      return { physicalId: name, attributes: { Type: properties.Type, Value: properties.Value } };
    },
    delete: async (Name) => unlessGone((await clients.ssm()).deleteParameter({ Name })),
  };
}
