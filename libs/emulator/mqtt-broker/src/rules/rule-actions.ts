import type { Action } from '@aws-sdk/client-iot';

/** The services that rule actions reach. Each call resolves when the service has taken the payload over. */
export interface RuleActions {
  /** Invokes asynchronously, as `iot.amazonaws.com` for this rule. */
  lambda(functionArn: string, payload: Buffer, source: { readonly ruleArn: string }): Promise<void>;
  republish(message: {
    readonly topic: string;
    readonly payload: Buffer;
    readonly qos: 0 | 1;
  }): Promise<void>;
  sqs(queueUrl: string, body: string): Promise<void>;
  cloudwatchLogs(logGroupName: string, message: string): Promise<void>;
}

/** One action, ready to run; its names are those of an error action's payload. */
export interface RunnableAction {
  readonly failedAction: string;
  readonly failedResource: string;
  run(payload: Buffer): Promise<void>;
}

/**
 * Refuses, when a rule is made, what the rules engine could not run.
 * @throws UnsupportedActionError
 */
export function checkRunnable({ lambda, republish, sqs, cloudwatchLogs, ...others }: Action): void {
  const [kind] = Object.entries(others).flatMap(([name, settings]) => (settings === undefined ? [] : [name]));
  if (kind !== undefined) {
    throw unsupportedKind(kind);
  }
  checkTarget('lambda.functionArn', lambda, lambda?.functionArn);
  checkTarget('republish.topic', republish, republish?.topic);
  checkTarget('sqs.queueUrl', sqs, sqs?.queueUrl);
  checkTarget('cloudwatchLogs.logGroupName', cloudwatchLogs, cloudwatchLogs?.logGroupName);
  if (republish?.headers !== undefined) {
    throw new UnsupportedActionError('republish.headers are not supported.');
  }
  if (republish?.qos !== undefined && republish.qos !== 0 && republish.qos !== 1) {
    throw new UnsupportedActionError(`republish.qos is 0 or 1, not ${republish.qos}.`);
  }
  if (cloudwatchLogs?.batchMode === true) {
    throw new UnsupportedActionError('cloudwatchLogs.batchMode is not supported.');
  }
}

function checkTarget(member: string, settings: object | undefined, target: string | undefined): void {
  if (settings !== undefined && !target) {
    throw new UnsupportedActionError(`${member} is missing.`);
  }
  if (target?.includes('${')) {
    throw new UnsupportedActionError(`${member} with a substitution template is not supported.`);
  }
}

/** The kinds of actions that the rules engine runs; everything else is a failure that says so. */
export function runnableAction(action: Action, actions: RuleActions, ruleArn: string): RunnableAction {
  const { lambda, republish, sqs, cloudwatchLogs } = action;
  if (lambda?.functionArn !== undefined) {
    const { functionArn } = lambda;
    return named('LambdaAction', functionArn, (payload) => actions.lambda(functionArn, payload, { ruleArn }));
  }
  if (republish?.topic !== undefined && !republish.topic.includes('${')) {
    const { topic, qos } = republish;
    const run = (payload: Buffer) => actions.republish({ topic, payload, qos: qos === 1 ? 1 : 0 });
    return named('RepublishAction', topic, run);
  }
  if (sqs?.queueUrl !== undefined) {
    const { queueUrl, useBase64 } = sqs;
    const encoding = useBase64 === true ? 'base64' : 'utf8';
    return named('SqsAction', queueUrl, (payload) => actions.sqs(queueUrl, payload.toString(encoding)));
  }
  if (cloudwatchLogs?.logGroupName !== undefined) {
    const { logGroupName } = cloudwatchLogs;
    const run = (payload: Buffer) => actions.cloudwatchLogs(logGroupName, payload.toString());
    return named('CloudwatchLogsAction', logGroupName, run);
  }
  return unsupported(action);
}

function named(
  failedAction: string,
  failedResource: string,
  run: (payload: Buffer) => Promise<void>,
): RunnableAction {
  return { failedAction, failedResource, run };
}

function unsupported(action: Action): RunnableAction {
  const kind = Object.keys(action)[0] ?? 'unknown';
  return named(`${kind.charAt(0).toUpperCase()}${kind.slice(1)}Action`, kind, () =>
    Promise.reject(unsupportedKind(kind)),
  );
}

function unsupportedKind(kind: string): UnsupportedActionError {
  return new UnsupportedActionError(`Rule actions of the kind ${kind} are not supported as they are.`);
}

export class UnsupportedActionError extends Error {
  override readonly name = 'UnsupportedActionError';
}
