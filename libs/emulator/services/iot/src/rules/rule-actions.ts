import type { Broker, RuleActions } from '@fleet/mqtt-broker';
import type { Functions } from '../functions';

/** The other services that rules send messages to. Each call resolves when the service has taken the message over. */
export interface RuleTargets {
  sqs(queueUrl: string, body: string): Promise<void>;
  cloudwatchLogs(logGroupName: string, message: string): Promise<void>;
}

/** All that the actions of rules reach: the broker itself, functions, and other services. */
export function ruleActions(
  broker: Pick<Broker, 'publish'>,
  functions: Functions,
  targets: RuleTargets,
  accountId: string,
): RuleActions {
  return {
    republish: (message) => broker.publish(message),
    lambda: async (functionArn, payload, { ruleArn }) => {
      const source = {
        principal: 'iot.amazonaws.com',
        sourceArn: ruleArn,
        sourceAccount: accountId,
      } as const;
      await functions.invoke(functionArn, payload.toString(), { invocationType: 'Event', source });
    },
    sqs: (queueUrl, body) => targets.sqs(queueUrl, body),
    cloudwatchLogs: (logGroupName, message) => targets.cloudwatchLogs(logGroupName, message),
  };
}
