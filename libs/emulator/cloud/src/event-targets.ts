import type { OwnClients } from '@fleet/own-clients';
import type { RuleTargets } from '@fleet/services/iot';
import type { Destinations, FunctionInvoker } from '@fleet/services/lambda';
import { ruleTables } from './rule-tables';

/** An ARN that events cannot be sent to. */
export class UnsupportedTargetError extends Error {
  override readonly name = 'UnsupportedTargetError';

  constructor(arn: string) {
    super(`events can be sent to queues and functions, not to ${arn}`);
  }
}

/** Where failed and successful invocations are reported: queues and functions, by their ARNs. */
export function eventDestinations(clients: OwnClients, functions: () => FunctionInvoker): Destinations {
  return {
    send: async (targetArn, body, attributes = {}) => {
      const [, , service, , , queueName] = targetArn.split(':');
      if (service === 'lambda') {
        await functions().invoke(targetArn, body, { invocationType: 'Event' });
      } else if (service === 'sqs' && queueName !== undefined) {
        const sqs = await clients.sqs();
        const { QueueUrl } = await sqs.getQueueUrl({ QueueName: queueName });
        const MessageAttributes = Object.fromEntries(
          Object.entries(attributes).map(([name, StringValue]) => [
            name,
            { DataType: 'String', StringValue },
          ]),
        );
        await sqs.sendMessage({ QueueUrl, MessageBody: body, MessageAttributes });
      } else {
        throw new UnsupportedTargetError(targetArn);
      }
    },
  };
}

/** What rules do with other services, through their public APIs. */
export function ruleTargets(clients: OwnClients, nowMillis: () => number): RuleTargets {
  return {
    ...ruleTables(clients),
    sqs: async ({ queueUrl: QueueUrl, body: MessageBody }) => {
      await (await clients.sqs()).sendMessage({ QueueUrl, MessageBody });
    },
    cloudwatchLogs: async ({ logGroupName, message }) => {
      const logs = await clients.logs();
      const logStreamName = 'iot-rules';
      await logs.createLogStream({ logGroupName, logStreamName }).catch(ignoreExisting);
      await logs.putLogEvents({
        logGroupName,
        logStreamName,
        logEvents: [{ timestamp: nowMillis(), message }],
      });
    },
  };
}

function ignoreExisting(error: unknown): void {
  if (!(error instanceof Error && error.name === 'ResourceAlreadyExistsException')) {
    throw error;
  }
}
