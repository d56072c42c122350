import type { OwnClients } from '@fleet/own-clients';
import type { AlarmTargets } from '@fleet/services/cloudwatch';
import type { FunctionInvoker } from '@fleet/services/lambda';
import type { ServiceAuthorizer } from './authorization/authorizers';

/** What alarms act on, through public APIs, where the policies of topics and functions allow it. */
export function alarmTargets({
  clients,
  functions,
  sourceAccount,
  authorizeService,
  topicPolicy,
}: {
  readonly clients: OwnClients;
  readonly functions: () => FunctionInvoker;
  readonly sourceAccount: string;
  readonly authorizeService: ServiceAuthorizer;
  /** The policy of a topic, by its name; `undefined` when it has none of its own. */
  readonly topicPolicy: (name: string) => string | undefined;
}): AlarmTargets {
  return {
    topic: async ({ topicArn, alarmArn }, { subject: Subject, text: Message }) => {
      // SNS developer guide: the policy that a topic has from the beginning lets everything of its account publish.
      if (topicPolicy(topicArn.slice(topicArn.lastIndexOf(':') + 1)) !== undefined) {
        const permission = { action: 'sns:Publish', resource: topicArn };
        authorizeService({ name: 'cloudwatch.amazonaws.com', sourceArn: alarmArn }, permission);
      }
      const sns = await clients.sns();
      await sns.publish({ TopicArn: topicArn, Subject, Message });
    },
    // User guide, "Invoke a Lambda function from an alarm": the principal that a function's policy has to allow.
    function: async ({ functionArn, alarmArn }, event) => {
      const source = {
        principal: 'lambda.alarms.cloudwatch.amazonaws.com',
        sourceArn: alarmArn,
        sourceAccount,
      };
      await functions().invoke(functionArn, event, { invocationType: 'Event', source });
    },
  };
}
