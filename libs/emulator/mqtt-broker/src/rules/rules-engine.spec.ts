import { SettableClock } from '@fleet/emulator-clock';
import * as z from 'zod';
import type { BrokerMessage } from '../message';
import type { RuleActions } from './rule-actions';
import { RulesEngine } from './rules-engine';
import type { TopicRule } from './topic-rule';

const lambdaArn = 'arn:aws:lambda:us-east-1:123456789012:function:proof';
const rule: TopicRule = {
  ruleName: 'confirmation',
  ruleArn: 'arn:aws:iot:us-east-1:123456789012:rule/confirmation',
  awsIotSqlVersion: '2016-03-23',
  sql: `SELECT principal() AS principal, clientid() AS clientId FROM 'cmd/+/cert/confirmed'`,
  actions: [{ lambda: { functionArn: lambdaArn } }],
  errorAction: undefined,
};
const message: BrokerMessage = {
  topic: 'cmd/device-1/cert/confirmed',
  payload: Buffer.from('{"forged":"clientId"}'),
  publisher: { clientId: 'device-1', certificateId: 'c0ffee', sourceIp: '192.158.1.38' },
};

/** What reached the services, in order, as `[action, target, payload]`. */
let taken: [string, string, unknown][];
let failing: Set<keyof RuleActions>;
let rules: TopicRule[];
let changed: () => void;
let logged: string[];
let engine: RulesEngine;
let uuids: number;
let onRepublished: (sent: Parameters<RuleActions['republish']>[0]) => void;
let onSqs: (body: string) => void;
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
  republish: async (sent) => {
    await take('republish', sent.topic, [sent.payload.toString(), sent.qos]);
    onRepublished(sent);
  },
  sqs: async ({ queueUrl, body }) => {
    await take('sqs', queueUrl, body);
    onSqs(body);
  },
  cloudwatchLogs: ({ logGroupName, message: text }) => take('cloudwatchLogs', logGroupName, text),
  dynamoDB: ({ tableName, ...write }) => take('dynamoDB', tableName, write),
  dynamoDBv2: ({ tableName, item }) => take('dynamoDBv2', tableName, item),
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
    accountId: '123456789012',
    newUuid: () => `uuid-${++uuids}`,
    random: () => 0.25,
    log: { debug: log, info: log, warn: log, error: log },
    mostRunning: 1,
    mostWaiting: 2,
    mostWaitingBytes: 150_000,
  });
}

beforeEach(() => {
  [taken, failing, logged, uuids] = [[], new Set(), [], 0];
  [onRepublished, onSqs] = [() => undefined, () => undefined];
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

  it('gives actions the account, time, chance and the publisher through functions and templates', async () => {
    const sql = `SELECT accountid() AS account, timestamp() AS at, rand() AS chance, newuuid() AS id,
                   traceid() AS trace, sourceip() AS ip, sql_version() AS version FROM '#'`;
    start({ ...rule, sql, actions: [{ republish: { topic: '${topic(2)}/${traceid()}', roleArn: 'role' } }] });
    const before = clock.nowMillis();
    await run(message);
    const [[, topic, sent] = []] = taken;
    const [payload] = z.tuple([z.string(), z.number()]).parse(sent);
    expect(topic).toBe('device-1/uuid-1');
    const { at, ...rest } = z.looseObject({ at: z.number() }).parse(JSON.parse(payload));
    expect(at).toBeGreaterThanOrEqual(before);
    expect(rest).toEqual({
      account: '123456789012',
      chance: 0.25,
      id: 'uuid-2',
      trace: 'uuid-1',
      ip: '192.158.1.38',
      version: '2016-03-23',
    });
  });

  it('hands tables the JSON that the statement made, and an empty payload for SELECT VALUE of nothing', async () => {
    start({ ...rule, actions: [{ dynamoDBv2: { putItem: { tableName: 'devices' }, roleArn: 'role' } }] });
    await run(message);
    const actions = [{ sqs: { queueUrl: 'https://queue', roleArn: 'role' } }];
    start({ ...rule, sql: `SELECT VALUE missing FROM '#'`, actions });
    await run(message);
    expect(taken).toEqual([
      ['dynamoDBv2', 'devices', { principal: 'c0ffee', clientId: 'device-1' }],
      ['sqs', 'https://queue', ''],
    ]);
  });

  it('fails an action whose template is Undefined, and gives the template as its resource', async () => {
    start({
      ...rule,
      actions: [{ republish: { topic: 'a/${missing}', roleArn: 'role' } }],
      errorAction: { republish: { topic: 'errors/${topic(2)}', roleArn: 'role' } },
    });
    await run(message);
    const [[, topic, sent] = []] = taken;
    expect(topic).toBe('errors/device-1');
    const [payload] = z.tuple([z.string(), z.number()]).parse(sent);
    expect(JSON.parse(payload)).toMatchObject({
      cloudwatchTraceId: 'uuid-1',
      failures: [
        {
          failedAction: 'RepublishAction',
          failedResource: 'a/${missing}',
          errorMessage: 'The substitution template ${missing} is Undefined for this message.',
        },
      ],
    });
  });

  it('logs a statement that costs too much for a message, and runs no action', async () => {
    const doubled = Array.from({ length: 40 }, (_none, index) => `@v${index + 1} = @v${index} + @v${index}`);
    const sql = `SET @v0 = forged, ${doubled.join(', ')} SELECT @v40 AS v FROM '#'`;
    const errorAction = { sqs: { queueUrl: 'https://errors', roleArn: 'role' } };
    start({ ...rule, sql, errorAction });
    await run(message);
    expect(taken).toEqual([]);
    expect(logged).toContain('topic rule failed');
  });

  it('reports all failures of a rule in one message to its error action', async () => {
    const failed = [
      { lambda: { functionArn: lambdaArn } },
      { dynamoDB: { tableName: 't', hashKeyField: 'k', hashKeyValue: '${clientid()}', roleArn: 'r' } },
    ];
    const errorAction = { sqs: { queueUrl: 'https://errors', roleArn: 'role' } };
    failing.add('lambda').add('dynamoDB');
    start({ ...rule, actions: failed, errorAction });
    await run(message);
    const [, target, body] = taken[0] ?? [];
    expect(target).toBe('https://errors');
    expect(JSON.parse(String(body))).toEqual({
      ruleName: 'confirmation',
      topic: message.topic,
      cloudwatchTraceId: 'uuid-1',
      clientId: 'device-1',
      base64OriginalPayload: message.payload.toString('base64'),
      failures: [
        { failedAction: 'LambdaAction', failedResource: lambdaArn, errorMessage: 'lambda is out of order' },
        {
          failedAction: 'DynamoAction',
          failedResource: 't',
          errorMessage: expect.stringContaining('HashKeyValue: device-1') as string,
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

  it('drops messages, loudly, when too many bytes wait', async () => {
    start(rule);
    const large = { ...message, payload: Buffer.alloc(100_000) };
    engine.handle(large);
    engine.handle(large);
    engine.handle(large);
    expect(logged.filter((text) => text.includes('overloaded'))).toHaveLength(1);
    engine.handle(message);
    await engine.close();
    expect(logged.filter((text) => text.includes('overloaded'))).toHaveLength(1);
  });

  it('has everything else take its turn between two messages', async () => {
    start(rule);
    for (let count = 0; count < 3; count++) {
      engine.handle(message);
    }
    await new Promise(setImmediate);
    expect(taken).toHaveLength(1);
    await engine.close();
  });

  it('ends a circle of rules that republish, and reports it to the error action', async () => {
    const republishing = (from: string, topic: string): TopicRule => ({
      ...rule,
      sql: `SELECT * FROM '${from}'`,
      actions: [{ republish: { topic, roleArn: 'role' } }],
      errorAction: { sqs: { queueUrl: 'https://errors', roleArn: 'role' } },
    });
    start(republishing('a', 'b'), republishing('b', 'a'));
    const reported = new Promise<string>((resolve) => {
      onRepublished = ({ topic, payload, republished }) => {
        if (taken.length > 1000) {
          resolve('it went on');
        } else {
          engine.handle({ topic, payload, republished });
        }
      };
      onSqs = resolve;
    });
    engine.handle({ ...message, topic: 'a' });
    expect(await reported).toContain('Not republished to b: rules have republished this message 16 times');
    expect(taken.map(([, target]) => target)).toHaveLength(16 + 1);
    await engine.close();
  });

  it('leaves a rule out that it cannot run, and runs the others', async () => {
    start({ ...rule, sql: 'SELECT md6(a) FROM b' }, rule);
    await run(message);
    expect(taken).toHaveLength(1);
    expect(logged).toContain('topic rule cannot run');
  });
});
