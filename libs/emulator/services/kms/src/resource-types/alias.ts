import type { OwnClients } from '@fleet/own-clients';
import type { ResourceType } from '@fleet/resource-types';
import { unlessGone } from '@fleet/resource-types';
import * as z from 'zod';

const schema = z.strictObject({ AliasName: z.string(), TargetKeyId: z.string() });

/** AWS::KMS::Alias */
export function kmsAlias(clients: OwnClients): ResourceType<z.infer<typeof schema>> {
  return {
    typeName: 'AWS::KMS::Alias',
    replaceOn: ['AliasName'],
    schema,
    physicalIdOf: ({ AliasName: name }) => name,
    create: async (properties) => {
      await (await clients.kms()).createAlias(properties);
      return { physicalId: properties.AliasName, attributes: {} };
    },
    update: async ({ TargetKeyId }, _previous, AliasName) => {
      await (await clients.kms()).updateAlias({ AliasName, TargetKeyId });
      return { physicalId: AliasName, attributes: {} };
    },
    delete: async (AliasName) => unlessGone((await clients.kms()).deleteAlias({ AliasName })),
  };
}
