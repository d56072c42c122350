import fc from 'fast-check';
import { parsePolicyDocument } from './document';
import { PolicyDocumentError } from './document-error';

const statement = { Effect: 'Allow', Action: 'iot:Connect', Resource: '*' };

function parse(document: unknown): unknown {
  return parsePolicyDocument(JSON.stringify(document));
}

describe('a policy document', () => {
  it('may have one statement, or many', () => {
    expect(
      parsePolicyDocument(JSON.stringify({ Version: '2012-10-17', Statement: statement })).statements,
    ).toHaveLength(1);
    const many = { Version: '2012-10-17', Id: 'x', Statement: [statement, { ...statement, Sid: 'second' }] };
    expect(parsePolicyDocument(JSON.stringify(many)).statements.map(({ sid }) => sid)).toEqual([
      undefined,
      'second',
    ]);
  });

  it('may name any service, as Greengrass policies do', () => {
    const discover = { ...statement, Action: ['iot:*', 'greengrass:Discover'] };
    expect(() => parse({ Version: '2012-10-17', Statement: discover })).not.toThrow();
  });

  it.each([
    ['{', ''],
    ['[]', ''],
    [
      '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"__proto__":{}}}}',
      '',
    ],
    [{ Statement: statement }, 'Version'],
    [{ Version: '2008-10-17', Statement: statement }, 'Version'],
    [{ Version: '2012-10-17' }, 'Statement'],
    [{ Version: '2012-10-17', Statement: [] }, 'Statement'],
    [{ Version: '2012-10-17', Statement: [statement, 1] }, 'Statement[1]'],
    [{ Version: '2012-10-17', Statement: [{ ...statement, Effect: 'allow' }] }, 'Statement[0].Effect'],
    [{ Version: '2012-10-17', Statement: [{ ...statement, Principal: '*' }] }, 'Statement[0]'],
    [{ Version: '2012-10-17', Statement: { ...statement, Action: [] } }, 'Statement.Action'],
    [
      { Version: '2012-10-17', Statement: { ...statement, Action: ['iot:Publish', 'publish'] } },
      'Statement.Action[1]',
    ],
    [{ Version: '2012-10-17', Statement: { ...statement, NotAction: 'iot:*' } }, 'Statement'],
    [{ Version: '2012-10-17', Statement: { Effect: 'Deny', Action: '*' } }, 'Statement'],
    [{ Version: '2012-10-17', Statement: { ...statement, Resource: 'topic/a' } }, 'Statement.Resource'],
    [{ Version: '2012-10-17', Statement: { ...statement, Resource: ['arn:${x'] } }, 'Statement.Resource[0]'],
    [
      { Version: '2012-10-17', Statement: { ...statement, Condition: { Like: {} } } },
      'Statement.Condition.Like',
    ],
    [
      { Version: '2012-10-17', Statement: { ...statement, Condition: { Bool: 'x' } } },
      'Statement.Condition.Bool',
    ],
    [
      { Version: '2012-10-17', Statement: { ...statement, Condition: { Bool: { k: [] } } } },
      'Statement.Condition.Bool.k',
    ],
    [
      { Version: '2012-10-17', Statement: { ...statement, Condition: { NullIfExists: { k: 'true' } } } },
      'Statement.Condition.NullIfExists',
    ],
    [
      { Version: '2012-10-17', Statement: { ...statement, Condition: { constructor: { k: 'x' } } } },
      'Statement.Condition.constructor',
    ],
  ])('%j is refused at its path', (document, path) => {
    const text = typeof document === 'string' ? document : JSON.stringify(document);
    let error: unknown;
    try {
      parsePolicyDocument(text);
    } catch (fault) {
      error = fault;
    }
    expect(error).toBeInstanceOf(PolicyDocumentError);
    expect(error).toMatchObject({ path });
  });

  const within = (change: object) =>
    JSON.stringify({ Version: '2012-10-17', Statement: [{ ...statement, ...change }] });
  it.each([
    ['{', 'the policy document is malformed: it is not JSON'],
    ['{"__proto__":1}', 'the policy document is malformed: "__proto__" is no element of a policy'],
    ['{"Version":"1"}', 'Version: must be "2012-10-17"'],
    [
      '{"Version":"2012-10-17","Statement":1}',
      'Statement: must be a statement or a list of statements, at least one',
    ],
    [
      '{"Version":"2012-10-17","Statement":[]}',
      'Statement: must be a statement or a list of statements, at least one',
    ],
    [
      within({ Action: ['iot:*', 1] }),
      'Statement[0].Action: must be a string or a list of strings, at least one',
    ],
    [within({ Effect: 1 }), 'Statement[0].Effect: must be "Allow" or "Deny"'],
    [within({ Sid: 1 }), 'Statement[0].Sid: must be a string'],
    [within({ Action: [] }), 'Statement[0].Action: must be a string or a list of strings, at least one'],
    [within({ Action: undefined }), 'Statement[0]: must have Action or NotAction, one of the two'],
    [within({ NotResource: '*' }), 'Statement[0]: must have Resource or NotResource, one of the two'],
    [
      within({ Action: ['iot:*', 'iot'] }),
      'Statement[0].Action[1]: must be "*" or a service and an action, such as "iot:Publish"',
    ],
    [within({ Resource: 'x' }), 'Statement[0].Resource: must be "*" or an ARN'],
    [
      within({ Resource: undefined, NotResource: ['*', 'x'] }),
      'Statement[0].NotResource[1]: must be "*" or an ARN',
    ],
    [
      within({ Condition: { Like: {} } }),
      'Statement[0].Condition.Like: is not a condition operator of AWS IoT policies',
    ],
    [within({ Condition: { Bool: [] } }), 'Statement[0].Condition.Bool: must map context keys to values'],
    [
      within({ Condition: { Bool: { k: {} } } }),
      'Statement[0].Condition.Bool.k: must be a value or a list of values, at least one',
    ],
  ])('is refused with what is wrong: %s', (text, message) => {
    expect(() => parsePolicyDocument(text)).toThrow(new Error(message));
  });

  it.each(['*', 'iot:*', 'iot:Publish', 'iot:Get?hing*', 'greengrass:Discover', 'a-1:B2'])(
    'may name the action %s',
    (action) => {
      expect(() => parsePolicyDocument(within({ Action: action }))).not.toThrow();
    },
  );

  it.each([
    '',
    '**',
    'iot',
    'iot:',
    ':Publish',
    'IOT:Publish',
    'iot:Publish ',
    ' iot:Publish',
    'iot:a:b',
    'x*',
  ])('may not name the action %j', (action) => {
    expect(() => parsePolicyDocument(within({ Action: action }))).toThrow(/^Statement\[0\]\.Action: must be/);
  });

  it.each([
    'x:ForAllValues:StringEquals',
    'ForSomeValues:StringEquals',
    'ForAllValues:Null',
    'StringEqualsIfExistsIfExists',
    'StringEquals ',
    'stringequals',
  ])('knows no condition operator %j', (operator) => {
    expect(() => parsePolicyDocument(within({ Condition: { [operator]: { k: 'x' } } }))).toThrow(
      'is not a condition operator',
    );
  });

  it('is parsed or refused with a typed error, whatever the JSON', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
        for (const document of [value, { Version: '2012-10-17', Statement: value }]) {
          try {
            parse(document);
          } catch (error) {
            expect(error).toBeInstanceOf(PolicyDocumentError);
          }
        }
      }),
    );
  });
});
