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
