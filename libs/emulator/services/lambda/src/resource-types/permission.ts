import type { OwnClients } from '@fleet/own-clients';
import type { ResourceContext, ResourceType } from '@fleet/resource-types';
import { unlessGone } from '@fleet/resource-types';
import * as z from 'zod';

const schema = z.strictObject({
  Action: z.string(),
  FunctionName: z.string(),
  Principal: z.string(),
  SourceAccount: z.string().optional(),
  SourceArn: z.string().optional(),
});

/** AWS::Lambda::Permission: a statement of a function's policy. It cannot change, only be replaced. */
export function lambdaPermission(clients: OwnClients): ResourceType<z.infer<typeof schema>> {
  const idOf = (context: ResourceContext): string => context.uniqueName({ maxLength: 100 });
  return {
    typeName: 'AWS::Lambda::Permission',
    replaceOn: ['Action', 'FunctionName', 'Principal', 'SourceAccount', 'SourceArn'],
    schema,
    physicalIdOf: (_properties, context) => idOf(context),
    create: async (properties, context) => {
      const StatementId = idOf(context);
      await (await clients.lambda()).addPermission({ StatementId, ...properties });
      return { physicalId: StatementId, attributes: { Id: StatementId } };
    },
    delete: async (StatementId, { FunctionName }) =>
      unlessGone((await clients.lambda()).removePermission({ FunctionName, StatementId })),
  };
}
