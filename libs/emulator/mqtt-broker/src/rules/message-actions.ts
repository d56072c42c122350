import type { CloudwatchLogsAction, LambdaAction, RepublishAction, SqsAction } from '@aws-sdk/client-iot';
import { awsLimits } from '../limits';
import { publishDestination } from '../topics/reserved-topic';
import { hasWildcard } from '../topics/topic-filter';
import { brokenTopicLimit } from '../topics/topic-limits';
import { UnsupportedActionError } from './compiled-action';
import type { CompiledAction, FieldReader } from './compiled-action';

const functionArnPattern = /^arn:aws[a-z-]*:lambda:[a-z0-9-]+:\d{12}:function:[^:]+(?::[^:]+)?$/;

/** More rules than this do not follow each other on purpose. */
const mostRepublished = 16;

/** Rules that republish what they have republished. */
class RepublishCircleError extends Error {
  override readonly name = 'RepublishCircleError';
}

export function compileLambda({ functionArn }: LambdaAction, read: FieldReader): CompiledAction {
  const resource = read.template('lambda.functionArn', functionArn);
  if (!resource.given.includes('${') && !functionArnPattern.test(resource.given)) {
    throw new UnsupportedActionError(`lambda.functionArn ${resource.given} is not the ARN of a function.`);
  }
  return {
    failedAction: 'LambdaAction',
    resource,
    run: async ({ payload, ruleArn, textOf }, actions) =>
      actions.lambda(textOf(resource.template), payload, { ruleArn }),
  };
}

export function compileRepublish(
  { topic, qos, roleArn: role, headers }: RepublishAction,
  read: FieldReader,
): CompiledAction {
  if (headers !== undefined) {
    throw new UnsupportedActionError('republish.headers are not supported.');
  }
  if (qos !== undefined && qos !== 0 && qos !== 1) {
    throw new UnsupportedActionError(`republish.qos is 0 or 1, not ${qos}.`);
  }
  const resource = read.template('republish.topic', topic);
  const roleArn = read.role('republish.roleArn', role);
  if (!resource.given.includes('${')) {
    checkTarget(topicFrom(resource.given));
  } else if (!resource.given.startsWith('${')) {
    topicFrom(resource.given);
  }
  return {
    failedAction: 'RepublishAction',
    resource,
    run: async ({ payload, textOf, republished }, actions) => {
      const target = topicFrom(textOf(resource.template));
      checkCircle(target, republished);
      await actions.republish({
        roleArn,
        topic: target,
        payload,
        qos: qos === 1 ? 1 : 0,
        republished: republished + 1,
      });
    },
  };
}

/** Refuses, when a rule is made, a topic that no message can be published to; those of the Jobs service by the guide. */
function checkTarget(topic: string): void {
  const destination = publishDestination(topic);
  if (hasWildcard(topic)) {
    throw new UnsupportedActionError(`republish.topic ${topic} is a topic filter; name one topic.`);
  }
  const broken = brokenTopicLimit(topic, awsLimits);
  if (broken !== undefined) {
    throw new UnsupportedActionError(`republish.topic: ${broken}.`);
  }
  if (destination.kind === 'absent') {
    throw new UnsupportedActionError(
      `republish.topic ${topic} belongs to AWS IoT's ${destination.service} service, which is not here.`,
    );
  }
  if (destination.kind !== 'subscribers' && destination.kind !== 'basic-ingest') {
    throw new UnsupportedActionError(`republish.topic ${topic} is reserved: no rule can publish to it here.`);
  }
}

/**
 * Guessed: the developer guide does not say what AWS does with rules that republish in a circle. Here the circle ends,
 * as it would take all of this process.
 */
function checkCircle(topic: string, republished: number): void {
  if (republished >= mostRepublished) {
    throw new RepublishCircleError(
      `Not republished to ${topic}: rules have republished this message ${mostRepublished} times one after the ` +
        'other. Let no rule select a topic that it, or a rule after it, republishes to.',
    );
  }
}

/** Developer guide, republish-rule-action: a topic that is reserved begins with `$$` instead of `$`. */
function topicFrom(topic: string): string {
  if (!topic.startsWith('$')) {
    return topic;
  }
  if (!topic.startsWith('$$')) {
    throw new UnsupportedActionError(`republish.topic ${topic} is reserved; begin it with $$ instead of $.`);
  }
  return topic.slice(1);
}

export function compileSqs(
  { queueUrl, useBase64, roleArn: role }: SqsAction,
  read: FieldReader,
): CompiledAction {
  const resource = read.template('sqs.queueUrl', queueUrl);
  const roleArn = read.role('sqs.roleArn', role);
  const encoding = useBase64 === true ? 'base64' : 'utf8';
  return {
    failedAction: 'SqsAction',
    resource,
    run: async ({ payload, textOf }, actions) =>
      actions.sqs({ roleArn, queueUrl: textOf(resource.template), body: payload.toString(encoding) }),
  };
}

export function compileCloudwatchLogs(
  { logGroupName, batchMode, roleArn: role }: CloudwatchLogsAction,
  read: FieldReader,
): CompiledAction {
  if (batchMode === true) {
    throw new UnsupportedActionError('cloudwatchLogs.batchMode is not supported.');
  }
  const resource = read.template('cloudwatchLogs.logGroupName', logGroupName);
  const roleArn = read.role('cloudwatchLogs.roleArn', role);
  return {
    failedAction: 'CloudwatchLogsAction',
    resource,
    run: async ({ payload, textOf }, actions) =>
      actions.cloudwatchLogs({
        roleArn,
        logGroupName: textOf(resource.template),
        message: payload.toString(),
      }),
  };
}
