import type { OwnClients } from '@fleet/own-clients';
import type { ResourceType } from '@fleet/resource-types';
import { unlessGone } from '@fleet/resource-types';
import * as z from 'zod';

const schema = z.strictObject({ PolicyName: z.string(), Principal: z.string() });

/** AWS::IoT::PolicyPrincipalAttachment. Guessed: its physical id is a name that CloudFormation makes. */
export function iotPolicyPrincipalAttachment(
  clients: Pick<OwnClients, 'iot'>,
): ResourceType<z.infer<typeof schema>> {
  return {
    typeName: 'AWS::IoT::PolicyPrincipalAttachment',
    replaceOn: ['PolicyName', 'Principal'],
    schema,
    physicalIdOf: (_properties, context) => context.uniqueName(),
    create: async ({ PolicyName: policyName, Principal: target }, context) => {
      await (await clients.iot()).attachPolicy({ policyName, target });
      return { physicalId: context.uniqueName(), attributes: {} };
    },
    delete: async (_physicalId, { PolicyName: policyName, Principal: target }) =>
      unlessGone((await clients.iot()).detachPolicy({ policyName, target })),
  };
}
