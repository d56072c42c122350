import { Aws, Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnTopicRule } from 'aws-cdk-lib/aws-iot';
import { CfnPermission, EventInvokeConfig } from 'aws-cdk-lib/aws-lambda';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { confirmationRuleSql, presenceRuleSql, type FleetNames } from '@fleet/fleet-contract';
import { Construct } from 'constructs';
import { failuresDestination } from './failures-destination';
import type { FleetFunction } from './fleet-function';
import { iotArn } from './iot-arn';

export interface ProofRulesProps {
  names: FleetNames;
  proofHandler: FleetFunction;
  /** Devices that never confirm prove themselves by being seen connected. */
  presence: boolean;
}

/**
 * Two topic rules that carry proof of a certificate to the proof handler. Both can be reached through Basic Ingest
 * with any payload, so neither believes what a device writes of others. What fails goes to a queue and stays there
 * for two weeks, since a lost proof leaves a device with a certificate that is never made current.
 */
export class ProofRules extends Construct {
  /** Where everything ends that the fleet's functions were asked in vain. */
  readonly failures: Queue;

  constructor(scope: Construct, id: string, props: ProofRulesProps) {
    super(scope, id);
    this.failures = this.failureQueue();
    const { failures } = this;
    const mayFail = new Role(this, 'ErrorActionRole', {
      assumedBy: new ServicePrincipal('iot.amazonaws.com'),
    });
    mayFail.addToPolicy(
      new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [failures.queueArn] }),
    );
    new EventInvokeConfig(this, 'Retries', {
      function: props.proofHandler.function,
      maxEventAge: Duration.hours(6),
      retryAttempts: 2,
      onFailure: failuresDestination(props.proofHandler, failures),
    });
    const shared = { props, failures, mayFail };
    rule(this, 'Confirmation', props.names.confirmationRule, confirmationRuleSql, shared);
    if (props.presence) {
      rule(this, 'Presence', props.names.presenceRule, presenceRuleSql, shared);
    }
  }

  private failureQueue(): Queue {
    const queue = new Queue(this, 'Failures', {
      retentionPeriod: Duration.days(14),
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    Validations.of(queue).acknowledge({
      id: 'AwsSolutions-SQS3',
      reason: 'This queue is itself where undeliverable messages end.',
    });
    return queue;
  }
}

function rule(
  scope: Construct,
  id: string,
  ruleName: string,
  sql: string,
  { props, failures, mayFail }: { props: ProofRulesProps; failures: Queue; mayFail: Role },
): void {
  const functionArn = props.proofHandler.function.functionArn;
  const permission = new CfnPermission(scope, `${id}MayInvoke`, {
    action: 'lambda:InvokeFunction',
    functionName: functionArn,
    principal: 'iot.amazonaws.com',
    sourceAccount: Aws.ACCOUNT_ID,
    sourceArn: iotArn(`rule/${ruleName}`),
  });
  new CfnTopicRule(scope, `${id}Rule`, {
    ruleName,
    topicRulePayload: {
      sql,
      awsIotSqlVersion: '2016-03-23',
      ruleDisabled: false,
      actions: [{ lambda: { functionArn } }],
      errorAction: { sqs: { queueUrl: failures.queueUrl, roleArn: mayFail.roleArn, useBase64: false } },
    },
  }).addResourceDependency(permission);
}
