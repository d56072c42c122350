import { Action$ } from '@aws-sdk/client-iot';
import type { Action } from '@aws-sdk/client-iot';
import { actionKinds, checkRunnable, compileAction } from './action-kinds';
import type { ActionInput } from './compiled-action';
import type { RuleActions, TableWrite } from './rule-actions';

const [, , , , memberNames] = Action$;
const statement = { sql: "SET @a = 1 SELECT * FROM 'a'", awsIotSqlVersion: '2016-03-23' } as const;
const table = { tableName: 't', hashKeyField: 'k', hashKeyValue: '${topic()}', roleArn: 'role' };

describe('the actions of topic rules', () => {
  const others = memberNames.filter((name) => !(name in actionKinds));

  it('are six of those that the API has', () => {
    expect(memberNames.filter((name) => name in actionKinds).sort()).toEqual(Object.keys(actionKinds).sort());
    expect(Object.keys(actionKinds)).toHaveLength(6);
    expect(others.length).toBeGreaterThan(15);
  });

  it.each(others)('are refused by name if they are not run: %s', (kind) => {
    expect(() => checkRunnable({ [kind]: {} }, statement)).toThrow(
      `Rule actions of the kind ${kind} are not supported.`,
    );
  });

  it.each<[Action, string]>([
    [{ lambda: { functionArn: 'f${' } }, 'has no end'],
    [{ lambda: { functionArn: 'proof' } }, 'lambda.functionArn proof is not the ARN of a function'],
    [{ sqs: { queueUrl: 'q', roleArn: undefined } }, 'sqs.roleArn is missing'],
    [{ cloudwatchLogs: { logGroupName: '', roleArn: 'r' } }, 'cloudwatchLogs.logGroupName is missing'],
    [{ republish: { topic: '$aws/things/t/shadow/update', roleArn: 'r' } }, 'begin it with $$'],
    [{ republish: { topic: 'a/#', roleArn: 'r' } }, 'republish.topic a/# is a topic filter; name one topic'],
    [{ republish: { topic: 'a/b/c/d/e/f/g/h/i', roleArn: 'r' } }, 'topic with 8 slashes, at most 7'],
    [{ republish: { topic: '$$aws/things/t/jobs/get', roleArn: 'r' } }, "belongs to AWS IoT's jobs service"],
    [{ republish: { topic: '$$SYS/x', roleArn: 'r' } }, 'is reserved: no rule can publish to it'],
    [{ dynamoDB: { ...table, operation: '${@b}' } }, '@b'],
    [{ dynamoDB: { ...table, rangeKeyValue: '1' } }, 'dynamoDB.rangeKeyField is missing'],
    [{ dynamoDB: { ...table, operation: 'PUT' } }, 'not PUT'],
    [{ dynamoDBv2: { putItem: undefined, roleArn: 'r' } }, 'dynamoDBv2.putItem.tableName is missing'],
  ])('are refused if they could not run: %j', (action, words) => {
    expect(() => checkRunnable(action, statement)).toThrow(words);
  });

  it.each<Action>([
    { lambda: { functionArn: '${topic()}' } },
    { republish: { topic: '$$aws/things/${@a}/shadow/update', roleArn: 'r' } },
    { republish: { topic: '${topic()}', roleArn: 'r' } },
    { dynamoDB: { ...table, operation: '${upper(op)}', payloadField: '${@a}' } },
    { dynamoDBv2: { putItem: { tableName: '${topic(1)}' }, roleArn: 'r' } },
  ])('can have substitution templates: %j', (action) => {
    expect(() => checkRunnable(action, statement)).not.toThrow();
  });
});

describe('what an action writes', () => {
  let written: unknown[];
  const take = (what: unknown): Promise<void> => {
    written.push(what);
    return Promise.resolve();
  };
  const actions: RuleActions = {
    lambda: take,
    republish: take,
    sqs: take,
    cloudwatchLogs: take,
    dynamoDB: take,
    dynamoDBv2: take,
  };
  /** Stands in for the message: each template is its own text, `${x}` is X. */
  const input: ActionInput = {
    topic: 'cmd/1',
    republished: 0,
    ruleArn: 'rule',
    payload: Buffer.from('{"a":1}'),
    json: { value: { a: 1 } },
    textOf: (template) =>
      template.map((part) => (part.kind === 'text' ? part.text : part.source.toUpperCase())).join(''),
  };
  const run = (action: Action, changed: Partial<ActionInput> = {}, services = actions): Promise<void> =>
    compileAction(action, { version: '2016-03-23', variables: [] }).run({ ...input, ...changed }, services);
  const { json: _json, ...binary } = input;

  beforeEach(() => {
    written = [];
  });

  it('is the payload beside the key, with INSERT, strings and the field "payload" unless it says otherwise', async () => {
    await run({ dynamoDB: table });
    await run({
      dynamoDB: {
        ...table,
        hashKeyType: 'STRING',
        rangeKeyField: '${r}',
        rangeKeyType: 'NUMBER',
        rangeKeyValue: '5',
        payloadField: 'body',
        operation: '${update}',
      },
    });
    const hash = { name: 'k', type: 'STRING', value: 'TOPIC()' };
    const first: TableWrite = {
      roleArn: 'role',
      tableName: 't',
      operation: 'INSERT',
      key: [{ ...hash, type: 'STRING' }],
      payloadField: 'payload',
      payload: { json: { a: 1 } },
    };
    expect(written).toEqual([
      first,
      {
        ...first,
        operation: 'UPDATE',
        key: [hash, { name: 'R', type: 'NUMBER', value: '5' }],
        payloadField: 'body',
      },
    ]);
  });

  it('is bytes where the payload is not JSON', async () => {
    await compileAction({ dynamoDB: table }, { version: '2016-03-23', variables: [] }).run(binary, actions);
    expect(written).toMatchObject([{ payload: { bytes: input.payload } }]);
  });

  it('fails with what a template made of it', async () => {
    await expect(run({ dynamoDB: { ...table, operation: '${merge}' } })).rejects.toThrow('not MERGE');
    await expect(
      run({ republish: { topic: '${x}', roleArn: 'r' } }, { textOf: () => '$aws/x' }),
    ).rejects.toThrow('$aws/x is reserved');
    await expect(
      run({ dynamoDBv2: { putItem: { tableName: 't' }, roleArn: 'r' } }, { json: { value: [1] } }),
    ).rejects.toThrow('JSON objects only');
  });

  it('says which item could not be written, as the guide shows it', async () => {
    const failing = { ...actions, dynamoDB: () => Promise.reject(new Error('no such table')) };
    await expect(run({ dynamoDB: table }, {}, failing)).rejects.toThrow(
      'Dynamo Insert record failed. The error received was no such table. Message arrived on: cmd/1, ' +
        'Action: dynamo, Table: t, HashKeyField: k, HashKeyValue: TOPIC(), RangeKeyField: None, ' +
        'RangeKeyValue: None',
    );
  });

  it('republishes to a reserved topic without the second $', async () => {
    await run({ republish: { topic: '$$aws/rules/other/t', roleArn: 'r', qos: 1 } });
    expect(written).toEqual([
      { roleArn: 'r', topic: '$aws/rules/other/t', payload: input.payload, qos: 1, republished: 1 },
    ]);
  });
});
