import type { OwnClients } from '@fleet/own-clients';
import type { ResourceType } from '@fleet/resource-types';
import { unlessGone } from '@fleet/resource-types';
import * as z from 'zod';

const schema = z.strictObject({
  Principal: z.string(),
  ThingName: z.string(),
  ThingPrincipalType: z.enum(['EXCLUSIVE_THING', 'NON_EXCLUSIVE_THING']).optional(),
});

/** AWS::IoT::ThingPrincipalAttachment. Guessed: its physical id is a name that CloudFormation makes. */
export function iotThingPrincipalAttachment(
  clients: Pick<OwnClients, 'iot'>,
): ResourceType<z.infer<typeof schema>> {
  return {
    typeName: 'AWS::IoT::ThingPrincipalAttachment',
    replaceOn: ['Principal', 'ThingName', 'ThingPrincipalType'],
    schema,
    physicalIdOf: (_properties, context) => context.uniqueName(),
    create: async ({ Principal: principal, ThingName: thingName, ThingPrincipalType }, context) => {
      const thingPrincipalType = ThingPrincipalType;
      await (await clients.iot()).attachThingPrincipal({ principal, thingName, thingPrincipalType });
      return { physicalId: context.uniqueName(), attributes: {} };
    },
    delete: async (_physicalId, { Principal: principal, ThingName: thingName }) =>
      unlessGone((await clients.iot()).detachThingPrincipal({ principal, thingName })),
  };
}
