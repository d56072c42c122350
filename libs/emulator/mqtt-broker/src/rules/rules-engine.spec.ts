import { SettableClock } from '@fleet/emulator-clock';
import type { BrokerMessage } from '../message';
import type { RuleActions } from './rule-actions';
import { RulesEngine } from './rules-engine';
import type { TopicRule } from './topic-rule';

const lambdaArn = 'arn:aws:lambda:us-east-1:123456789012:function:proof';
const rule: TopicRule = {
  ruleName: 'confirmation',
  ruleArn: 'arn:aws:iot:us-east-1:123456789012:rule/confirmation',
  sql: `SELECT principal() AS principal, clientid() AS clientId FROM 'cmd/+/cert/confirmed'`,
  actions: [{ lambda: { functionArn: lambdaArn } }],
  errorAction: undefined,
};
const message: BrokerMessage = {
  topic: 'cmd/device-1/cert/confirmed',
  payload: Buffer.from('{"forged":"clientId"}'),
  publisher: { clientId: 'device-1', certificateId: 'c0ffee' },
};

/** What reached the services, in order, as `[action, target, payload]`. */
let taken: [string, string, unknown][];
let failing: Set<keyof RuleActions>;
let rules: TopicRule[];
let changed: () => void;
let logged: string[];
let engine: RulesEngine;
const clock = new SettableClock();

const take = (action: keyof RuleActions, target: string, payload: unknown): Promise<void> => {
  if (failing.has(action)) {
    return Promise.reject(new Error(`${action} is out of order`));
  }
  taken.push([action, target, payload]);
  return Promise.resolve();
};

const actions: RuleActions = {
  lambda: (arn, payload, { ruleArn }) => take('lambda', arn, [ruleArn, JSON.parse(payload.toString())]),
  republish: ({ topic, payload, qos }) => take('republish', topic, [payload.toString(), qos]),
  sqs: (queueUrl, body) => take('sqs', queueUrl, body),
  cloudwatchLogs: (logGroup, text) => take('cloudwatchLogs', logGroup, text),
};

function start(...defined: TopicRule[]): void {
  rules = defined;
  const log = (_fields: object, text: string): void => void logged.push(text);
  engine = new RulesEngine({
    rules: {
      enabled: () => rules,
      onChange: (listener) => {
        changed = listener;
        return () => undefined;
      },
    },
    actions,
    clock,
    log: { debug: log, info: log, warn: log, error: log },
    mostRunning: 1,
    mostWaiting: 2,
  });
}

beforeEach(() => {
  [taken, failing, logged] = [[], new Set(), []];
});

afterAll(() => clock.close());

/** Runs the message through the rules and waits for their actions. */
async function run(...messages: BrokerMessage[]): Promise<void> {
  for (const one of messages) {
    engine.handle(one);
  }
  await engine.close();
}

describe('the rules engine', () => {
  it('invokes the function of a rule whose filter selects the topic, for that rule', async () => {
    start(rule);
    await run(message);
    expect(taken).toEqual([
      ['lambda', lambdaArn, [rule.ruleArn, { principal: 'c0ffee', clientId: 'device-1' }]],
    ]);
  });

  it('leaves other topics, and what WHERE excludes, alone', async () => {
    start(rule, { ...rule, sql: `SELECT * FROM 'other' WHERE a = 1` });
    await run({ ...message, topic: 'cmd/device-1/alerts' }, { ...message, topic: 'other' });
    expect(taken).toEqual([]);
  });

  it('follows the rules as they are made and deleted', async () => {
    start();
    rules = [rule];
    changed();
    engine.handle(message);
    rules = [];
    changed();
    await run(message);
    expect(taken).toHaveLength(1);
  });

  it('runs the rule that Basic Ingest names, whatever its filter, and no other', async () => {
    start(rule, { ...rule, ruleName: 'other' });
    await run({ ...message, topic: 'anything', basicIngestRule: 'confirmation' });
    expect(taken.map(([, target]) => target)).toEqual([lambdaArn]);
  });

  it('says in the log when Basic Ingest names no rule', async () => {
    start(rule);
    await run({ ...message, basicIngestRule: 'unknown' });
    expect(taken).toEqual([]);
    expect(logged.join()).toContain('RuleNotFound');
  });

  it('knows the publisher of a payload that is not JSON', async () => {
    start(rule);
    await run({ ...message, payload: Buffer.from('['.repeat(100_000)) });
    expect(taken).toHaveLength(1);
  });

  it('runs republish, SQS and CloudWatch Logs actions', async () => {
    start({
      ...rule,
      sql: `SELECT * FROM '#'`,
      actions: [
        { republish: { topic: 'again', qos: 1, roleArn: 'role' } },
        { sqs: { queueUrl: 'https://queue', roleArn: 'role', useBase64: true } },
        { cloudwatchLogs: { logGroupName: 'group', roleArn: 'role' } },
      ],
    });
    await run(message);
    expect(taken).toEqual([
      ['republish', 'again', ['{"forged":"clientId"}', 1]],
      ['sqs', 'https://queue', Buffer.from('{"forged":"clientId"}').toString('base64')],
      ['cloudwatchLogs', 'group', '{"forged":"clientId"}'],
    ]);
  });

  it('reports all failures of a rule in one message to its error action', async () => {
    const failed = [
      { lambda: { functionArn: lambdaArn } },
      { s3: { bucketName: 'b', key: 'k', roleArn: 'r' } },
    ];
    const errorAction = { sqs: { queueUrl: 'https://errors', roleArn: 'role' } };
    failing.add('lambda');
    start({ ...rule, actions: failed, errorAction });
    await run(message);
    const [, target, body] = taken[0] ?? [];
    expect(target).toBe('https://errors');
    expect(JSON.parse(String(body))).toEqual({
      ruleName: 'confirmation',
      topic: message.topic,
      cloudwatchTraceId: expect.any(String) as string,
      clientId: 'device-1',
      base64OriginalPayload: message.payload.toString('base64'),
      failures: [
        { failedAction: 'LambdaAction', failedResource: lambdaArn, errorMessage: 'lambda is out of order' },
        {
          failedAction: 'S3Action',
          failedResource: 's3',
          errorMessage: expect.stringContaining('not supported') as string,
        },
      ],
    });
  });

  it('logs a failing error action, and goes on', async () => {
    failing.add('lambda').add('sqs');
    start({ ...rule, errorAction: { sqs: { queueUrl: 'https://errors', roleArn: 'role' } } }, rule);
    await run(message);
    expect(logged).toContain('the error action failed');
  });

  it('drops messages, loudly, when too many wait', async () => {
    start(rule);
    for (let count = 0; count < 5; count++) {
      engine.handle(message);
    }
    await engine.close();
    expect(logged.filter((text) => text.includes('overloaded'))).toHaveLength(2);
  });

  it('leaves a rule out that it cannot run, and runs the others', async () => {
    start({ ...rule, sql: 'SELECT md5(a) FROM b' }, rule);
    await run(message);
    expect(taken).toHaveLength(1);
    expect(logged).toContain('topic rule cannot run');
  });
});
