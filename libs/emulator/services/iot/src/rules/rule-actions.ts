import type { Broker, RuleActions } from '@fleet/mqtt-broker';
import type { Functions } from '../functions';

/**
 * The other services that rules send messages to. Each call resolves when the service has taken the message over, and
 * names the role in whose name the rule does it.
 */
export type RuleTargets = Pick<RuleActions, 'cloudwatchLogs' | 'dynamoDB' | 'dynamoDBv2' | 'sqs'>;

/** All that the actions of rules reach: the broker itself, functions, and other services. */
export function ruleActions(
  broker: Pick<Broker, 'publish'>,
  functions: Functions,
  targets: RuleTargets,
  accountId: string,
): RuleActions {
  return {
    ...targets,
    republish: ({ topic, payload, qos }) => broker.publish({ topic, payload, qos }),
    lambda: async (functionArn, payload, { ruleArn }) => {
      const source = {
        principal: 'iot.amazonaws.com',
        sourceArn: ruleArn,
        sourceAccount: accountId,
      } as const;
      await functions.invoke(functionArn, payload.toString(), { invocationType: 'Event', source });
    },
  };
}
