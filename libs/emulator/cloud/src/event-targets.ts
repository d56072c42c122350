import type { RoleAuthorizer, RoleInUse } from '@fleet/aws-wire';
import type { OwnClients } from '@fleet/own-clients';
import { roleOfRule } from '@fleet/services/iot';
import type { RuleTargets } from '@fleet/services/iot';
import type { Destinations, FunctionInvoker } from '@fleet/services/lambda';
import type { SnsTargets } from '@fleet/services/sns';
import type { ServiceAuthorizer } from './authorization/authorizers';
import { ruleTables } from './rule-tables';

/** An ARN that events cannot be sent to. */
export class UnsupportedTargetError extends Error {
  override readonly name = 'UnsupportedTargetError';

  constructor(arn: string) {
    super(`events can be sent to queues and functions, not to ${arn}`);
  }
}

/** How targets are reached by a role. */
interface TargetAccess {
  readonly clients: (role: RoleInUse) => OwnClients;
  readonly authorizeRole: RoleAuthorizer;
  readonly functions: () => FunctionInvoker;
  /** URL of this cloud's endpoint. */
  readonly url: () => string;
}

/** Where failed and successful invocations are reported: queues and functions, by their ARNs. */
export function eventDestinations({ clients, authorizeRole, functions, url }: TargetAccess): Destinations {
  return {
    send: async (role, targetArn, body, attributes = {}) => {
      const [, , service, , accountId, queueName] = targetArn.split(':');
      if (service === 'lambda') {
        authorizeRole(role, { action: 'lambda:InvokeFunction', resource: targetArn, keys: {} });
        await functions().invoke(targetArn, body, { invocationType: 'Event' });
      } else if (service === 'sqs' && queueName !== undefined) {
        const sqs = await clients(role).sqs();
        const QueueUrl = `${url()}/${accountId}/${queueName}`;
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

/** What rules do with other services, through their public APIs, by the roles of their actions. */
export function ruleTargets(clients: (role: RoleInUse) => OwnClients, nowMillis: () => number): RuleTargets {
  return {
    ...ruleTables((roleArn) => clients(roleOfRule(roleArn))),
    sqs: async ({ roleArn, queueUrl: QueueUrl, body: MessageBody }) => {
      await (await clients(roleOfRule(roleArn)).sqs()).sendMessage({ QueueUrl, MessageBody });
    },
    cloudwatchLogs: async ({ roleArn, logGroupName, message }) => {
      const logs = await clients(roleOfRule(roleArn)).logs();
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

/** What topics deliver to, through public APIs, where the policies of queues and functions allow it. */
export function notificationTargets({
  clients,
  functions,
  sourceAccount,
  authorizeService,
}: {
  readonly clients: OwnClients;
  readonly functions: FunctionInvoker;
  readonly sourceAccount: string;
  readonly authorizeService: ServiceAuthorizer;
}): SnsTargets {
  return {
    queue: async ({ queueArn, topicArn: sourceArn }, MessageBody, attributes) => {
      const permission = { action: 'sqs:SendMessage', resource: queueArn };
      authorizeService({ name: 'sns.amazonaws.com', sourceArn }, permission);
      const sqs = await clients.sqs();
      const QueueName = queueArn.split(':').at(-1);
      const { QueueUrl } = await sqs.getQueueUrl({ QueueName });
      await sqs.sendMessage({ QueueUrl, MessageBody, MessageAttributes: { ...attributes } });
    },
    function: async (functionArn, event, sourceArn) => {
      const source = { principal: 'sns.amazonaws.com', sourceArn, sourceAccount };
      await functions.invoke(functionArn, event, { invocationType: 'Event', source });
    },
  };
}

function ignoreExisting(error: unknown): void {
  if (!(error instanceof Error && error.name === 'ResourceAlreadyExistsException')) {
    throw error;
  }
}
