import type { RoleAuthorizer, RoleInUse } from '@fleet/aws-wire';
import type { Broker, RuleActions } from '@fleet/mqtt-broker';
import type { Arns } from '../arns';
import type { Functions } from '../functions';

/**
 * The other services that rules send messages to. Each call resolves when the service has taken the message over, and
 * names the role in whose name the rule does it.
 */
export type RuleTargets = Pick<RuleActions, 'cloudwatchLogs' | 'dynamoDB' | 'dynamoDBv2' | 'sqs'>;

/** All that the actions of rules reach. */
interface RuleActionParts {
  readonly broker: Pick<Broker, 'publish'>;
  readonly functions: Functions;
  readonly targets: RuleTargets;
  readonly authorizeRole: RoleAuthorizer;
  readonly arns: Arns;
}

/** What actions do with the broker itself, with functions, and with other services. */
export function ruleActions({
  broker,
  functions,
  targets,
  authorizeRole,
  arns,
}: RuleActionParts): RuleActions {
  return {
    ...targets,
    republish: async ({ roleArn, topic, payload, qos, republished }) => {
      const resource = arns.mqtt('topic', topic);
      authorizeRole(roleOfRule(roleArn), { action: 'iot:Publish', resource, keys: {} });
      await broker.publish({ topic, payload, qos, republished });
    },
    lambda: async (functionArn, payload, { ruleArn }) => {
      const source = {
        principal: 'iot.amazonaws.com',
        sourceArn: ruleArn,
        sourceAccount: arns.accountId,
      } as const;
      await functions.invoke(functionArn, payload.toString(), { invocationType: 'Event', source });
    },
  };
}

/** The role of an action. Guessed: what its session is called. */
export function roleOfRule(roleArn: string): RoleInUse {
  return { roleArn, sessionName: 'rule' };
}
