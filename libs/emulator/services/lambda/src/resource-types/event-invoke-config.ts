import type { OwnClients } from '@fleet/own-clients';
import type { ResourceType } from '@fleet/resource-types';
import { int, unlessGone } from '@fleet/resource-types';
import * as z from 'zod';

const destination = z.strictObject({ Destination: z.string() }).optional();
const schema = z.strictObject({
  FunctionName: z.string(),
  Qualifier: z.string(),
  DestinationConfig: z.strictObject({ OnFailure: destination, OnSuccess: destination }).optional(),
  MaximumEventAgeInSeconds: int.optional(),
  MaximumRetryAttempts: int.optional(),
});
type Properties = z.infer<typeof schema>;

/** AWS::Lambda::EventInvokeConfig: how a function's asynchronous invocations are tried again, and where failures go. */
export function lambdaEventInvokeConfig(clients: OwnClients): ResourceType<Properties> {
  const put = async (properties: Properties): Promise<void> => {
    await (await clients.lambda()).putFunctionEventInvokeConfig(properties);
  };
  const idOf = ({ FunctionName: name, Qualifier: qualifier }: Properties): string => `${name}|${qualifier}`;
  return {
    typeName: 'AWS::Lambda::EventInvokeConfig',
    replaceOn: ['FunctionName', 'Qualifier'],
    schema,
    physicalIdOf: idOf,
    create: async (properties) => {
      await put(properties);
      return { physicalId: idOf(properties), attributes: {} };
    },
    update: async (properties, _previous, physicalId) => {
      await put(properties);
      return { physicalId, attributes: {} };
    },
    delete: async (_physicalId, { FunctionName, Qualifier }) =>
      unlessGone((await clients.lambda()).deleteFunctionEventInvokeConfig({ FunctionName, Qualifier })),
  };
}
