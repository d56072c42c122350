import fc from 'fast-check';
import { defined } from '@fleet/optional-members';
import { PolicyDocumentError } from '../document-error';
import { parsePolicyDocument } from './parse-document';
import type { PolicyKind } from './policy-kind';
import { printPolicyDocument } from './print-document';

const statement = { Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::b/*' };
const trust = { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' };
const grant = { ...statement, Principal: '*' };
const basis = { identity: statement, trust, resource: grant } as const;

/** A document of one statement: the usual one of its kind, changed. */
function changed(kind: PolicyKind, change: object): string {
  return JSON.stringify({ Version: '2012-10-17', Statement: [{ ...basis[kind], ...change }] });
}

function faultOf(text: string, kind: PolicyKind = 'identity'): string {
  try {
    parsePolicyDocument(text, kind);
  } catch (error) {
    expect(error).toBeInstanceOf(PolicyDocumentError);
    return error instanceof Error ? error.message : '';
  }
  return 'none';
}

describe('a policy document', () => {
  it('may have one statement, or many', () => {
    const one = parsePolicyDocument(
      JSON.stringify({ Version: '2012-10-17', Statement: statement }),
      'identity',
    );
    expect(one.statements).toHaveLength(1);
    const document = {
      Version: '2012-10-17',
      Id: 'x',
      Statement: [statement, { ...statement, Sid: 'Second2' }],
    };
    const many = parsePolicyDocument(JSON.stringify(document), 'identity');
    expect(many.statements.map(({ sid }) => sid)).toEqual([undefined, 'Second2']);
    expect(many).toMatchObject({ id: 'x', kind: 'identity', version: '2012-10-17' });
  });

  it('without a version is of the older one', () => {
    expect(parsePolicyDocument(JSON.stringify({ Statement: statement }), 'identity').version).toBe(
      '2008-10-17',
    );
  });

  it.each([
    ['{', 'the policy document is malformed: it is not JSON'],
    ['{"__proto__":1}', 'the policy document is malformed: "__proto__" is no element of a policy'],
    ['{"Version":"2012-10-18","Statement":{}}', 'Version: must be "2012-10-17" or "2008-10-17"'],
    ['{}', 'Statement: must be a statement or a list of statements, at least one'],
    ['{"Statement":[]}', 'Statement: must be a statement or a list of statements, at least one'],
    ['{"Statement":1}', 'Statement: must be a statement or a list of statements, at least one'],
    ['{"Id":1,"Statement":{}}', 'Id: must be a string'],
    ['{"Statement":{"Effect":"allow"}}', 'Statement.Effect: must be "Allow" or "Deny"'],
  ])('is refused with the place of its fault: %s', (text, message) => {
    expect(faultOf(text)).toBe(message);
  });

  it('is refused where it has an unknown element', () => {
    expect(faultOf('[]')).toBe('the policy document is malformed: must be a JSON object');
    expect(faultOf(JSON.stringify({ Statement: statement, Conditions: {} }))).toMatch(/Conditions/);
    expect(faultOf(changed('identity', { Actions: 'x' }))).toBe(
      'Statement[0]: must not have the element "Actions"',
    );
    expect(faultOf(JSON.stringify({ Statement: [statement, 1] }))).toBe(
      'Statement[1]: must be a JSON object',
    );
  });

  it.each<[PolicyKind, object, string]>([
    ['identity', { Sid: 1 }, 'Statement[0].Sid: must be a string'],
    ['identity', { Sid: 'with space' }, 'Statement[0].Sid: must consist of letters and digits'],
    ['identity', { Sid: 'a-' }, 'Statement[0].Sid: must consist of letters and digits'],
    ['trust', { Sid: '-a' }, 'Statement[0].Sid: must consist of letters and digits'],
    ['resource', { Sid: 'any id, of 1 service' }, 'none'],
    ['identity', { Sid: '' }, 'none'],
    ['identity', { Effect: 1 }, 'Statement[0].Effect: must be "Allow" or "Deny"'],
    ['identity', { Effect: undefined }, 'Statement[0].Effect: must be "Allow" or "Deny"'],
    ['identity', { Principal: '*' }, 'Statement[0]: the policy of an identity cannot name a principal'],
    ['identity', { NotPrincipal: '*' }, 'Statement[0]: the policy of an identity cannot name a principal'],
    ['trust', { Principal: undefined }, 'Statement[0]: must have Principal or NotPrincipal, one of the two'],
    [
      'resource',
      { Principal: undefined },
      'Statement[0]: must have Principal or NotPrincipal, one of the two',
    ],
    ['resource', { NotPrincipal: '*' }, 'Statement[0]: must have Principal or NotPrincipal, one of the two'],
    ['trust', { NotPrincipal: '*' }, 'Statement[0]: the trust policy of a role cannot have NotPrincipal'],
    ['identity', { Action: undefined }, 'Statement[0]: must have Action or NotAction, one of the two'],
    ['identity', { NotAction: 's3:*' }, 'Statement[0]: must have Action or NotAction, one of the two'],
    ['identity', { Action: [] }, 'Statement[0].Action: must be a string or a list of strings, at least one'],
    [
      'identity',
      { Action: ['s3:*', 1] },
      'Statement[0].Action: must be a string or a list of strings, at least one',
    ],
    [
      'trust',
      { Action: '*' },
      'Statement[0].Action: the trust policy of a role can only speak of actions of sts',
    ],
    [
      'trust',
      { Action: ['STS:AssumeRole', 's3:GetObject'] },
      'Statement[0].Action[1]: the trust policy of a role can only speak of actions of sts',
    ],
    ['identity', { Resource: undefined }, 'Statement[0]: must have Resource or NotResource, one of the two'],
    ['identity', { NotResource: '*' }, 'Statement[0]: must have Resource or NotResource, one of the two'],
    ['resource', { NotResource: '*' }, 'Statement[0]: must have Resource or NotResource, one of the two'],
    ['resource', { Resource: undefined }, 'none'],
    [
      'trust',
      { Resource: '*' },
      'Statement[0]: the trust policy of a role cannot name a resource: it is the role',
    ],
    [
      'trust',
      { NotResource: '*' },
      'Statement[0]: the trust policy of a role cannot name a resource: it is the role',
    ],
    ['identity', { Condition: [] }, 'Statement[0].Condition: must map operators to keys'],
    [
      'identity',
      { Condition: { Like: {} } },
      'Statement[0].Condition.Like: is not a condition operator of IAM',
    ],
  ])('of the kind %s with %j: %s', (kind, change, message) => {
    expect(faultOf(changed(kind, change), kind)).toBe(message);
  });

  it('has each Sid once, unless a service takes it otherwise', () => {
    const twice = (sid: string, kind: PolicyKind) =>
      JSON.stringify({
        Statement: [basis[kind], { ...basis[kind], Sid: sid }, { ...basis[kind], Sid: sid }],
      });
    expect(faultOf(twice('A', 'identity'))).toBe('Statement[2].Sid: another statement has the Sid "A"');
    expect(faultOf(twice('A', 'trust'), 'trust')).toBe('Statement[2].Sid: another statement has the Sid "A"');
    expect(faultOf(twice('A', 'resource'), 'resource')).toBe('none');
    expect(faultOf(twice('', 'identity'))).toBe('none');
  });

  it.each([
    '*',
    '*:*',
    's3:*',
    'S3:getobject',
    'iam:*AccessKey*',
    's3:Get?bject',
    'execute-api:Invoke',
    'a.b:C1',
  ])('may name the action %s', (action) => {
    expect(faultOf(changed('identity', { Action: action }))).toBe('none');
  });

  it.each([
    '',
    '**',
    's3',
    's3:',
    ':Get',
    's3:Get ',
    ' s3:Get',
    's3:a:b',
    's*:Get',
    's3:${aws:username}',
    's3:Gét',
  ])('may not name the action %j', (action) => {
    const message = 'must be "*" or a service and an action, such as "iam:GetRole"';
    expect(faultOf(changed('identity', { Action: action }))).toBe(`Statement[0].Action: ${message}`);
  });

  it.each([
    '*',
    'arn:aws:s3:::b/*',
    'arn:aws:sqs:*:*:${aws:username}-queue',
    'arn:aws-us-gov:lambda:us-?ov-west-1:123456789012:function:f:*',
    "arn:aws:s3:::b-${aws:PrincipalTag/team, 'all'}",
    'arn:*:iot:*:*:thing/*',
    'arn:aws:sqs',
    'arn:aws:logs:*',
    'arn:aws:s3::b',
  ])('may name the resource %s', (resource) => {
    expect(faultOf(changed('identity', { Resource: resource }))).toBe('none');
    expect(faultOf(changed('identity', { Resource: undefined, NotResource: resource }))).toBe('none');
  });

  it.each([
    ['bucket', 'must be "*" or an ARN'],
    ['', 'must be "*" or an ARN'],
    ['**x', 'must be "*" or an ARN'],
    ['?', 'must be "*" or an ARN'],
    ['arn', 'the partition of the ARN must be one of AWS, such as "aws"'],
    ['arn:aws', 'the service of the ARN must be named, without a wildcard'],
    ['arn:aws:*', 'the service of the ARN must be named, without a wildcard'],
    ['arn:error:s3:::b', 'the partition of the ARN must be one of AWS, such as "aws"'],
    ['arn:xaws:s3:::b', 'the partition of the ARN must be one of AWS, such as "aws"'],
    ['arn:awsx:s3:::b', 'the partition of the ARN must be one of AWS, such as "aws"'],
    ['arn:a*:s3:::b', 'the partition of the ARN must be one of AWS, such as "aws"'],
    ['arn:aws::::b', 'the service of the ARN must be named, without a wildcard'],
    ['arn:aws:s*:::b', 'the service of the ARN must be named, without a wildcard'],
    ['arn:aws:*:::b', 'the service of the ARN must be named, without a wildcard'],
    [
      'arn:aws:iam::${aws:PrincipalAccount}:role/x',
      'a policy variable can only stand behind the fifth colon of an ARN',
    ],
    ['arn:aws:s3:::b/${', 'a policy variable is not closed: "}" is missing'],
  ])('may not name the resource %j: %s', (resource, fault) => {
    expect(faultOf(changed('identity', { Resource: ['*', resource] }))).toBe(
      `Statement[0].Resource[1]: ${fault}`,
    );
    expect(faultOf(changed('identity', { Resource: undefined, NotResource: resource }))).toBe(
      `Statement[0].NotResource: ${fault}`,
    );
  });

  it('of the older version takes a variable for ordinary text', () => {
    const mine = 'arn:aws:iam::${x}:role/y';
    expect(
      faultOf(JSON.stringify({ Version: '2008-10-17', Statement: { ...statement, Resource: mine } })),
    ).toBe('none');
  });

  it('is parsed or refused with a typed error, whatever the JSON', () => {
    const kind = fc.constantFrom<PolicyKind>('identity', 'trust', 'resource');
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), kind, (value, of) => {
        for (const document of [
          value,
          { Statement: value },
          { Statement: { ...basis[of], Principal: value } },
        ]) {
          faultOf(JSON.stringify(document), of);
        }
      }),
    );
  });
});

describe('the principals of a statement', () => {
  const id = '79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be';
  const form = 'must be "*", or map AWS, Service, Federated or CanonicalUser to a name or a list of names';
  const list = 'must be a string or a list of strings, at least one';

  // User guide, "Principal": every form that it shows.
  it.each<[PolicyKind, unknown, unknown]>([
    ['trust', '*', [{ kind: 'everyone' }]],
    ['trust', { AWS: '*' }, [{ kind: 'everyone' }]],
    ['trust', { AWS: 'arn:aws:iam::123456789012:root' }, [{ kind: 'account', accountId: '123456789012' }]],
    [
      'resource',
      { AWS: ['123456789012', '555555555555'] },
      [
        { kind: 'account', accountId: '123456789012' },
        { kind: 'account', accountId: '555555555555' },
      ],
    ],
    ['resource', { CanonicalUser: id }, [{ kind: 'canonicalUser', id }]],
    [
      'trust',
      { Service: ['ecs.amazonaws.com', 'elasticloadbalancing.amazonaws.com'] },
      [
        { kind: 'service', name: 'ecs.amazonaws.com' },
        { kind: 'service', name: 'elasticloadbalancing.amazonaws.com' },
      ],
    ],
    ['trust', { Federated: 'accounts.google.com' }, [{ kind: 'federated', provider: 'accounts.google.com' }]],
    ['resource', { AWS: 'AIDACKCEVSQ6C2EXAMPLE' }, [{ kind: 'uniqueId', id: 'AIDACKCEVSQ6C2EXAMPLE' }]],
  ])('of the kind %s may be %j', (kind, principal, entries) => {
    const [parsed] = parsePolicyDocument(changed(kind, { Principal: principal }), kind).statements;
    expect(parsed?.principals).toMatchObject({ except: false, entries });
  });

  it.each([
    'arn:aws:iam::123456789012:user/user-name',
    'arn:aws:iam::123456789012:user/path/user-name',
    'arn:aws:iam::123456789012:role/role-name',
    'arn:aws-cn:iam::123456789012:role/role-name',
    'arn:aws:sts::123456789012:assumed-role/role-name/role-session-name',
    'arn:aws:sts::123456789012:federated-user/user-name',
    'arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E1',
  ])('may be the identity %s', (arn) => {
    const [parsed] = parsePolicyDocument(
      changed('resource', { Principal: { AWS: arn } }),
      'resource',
    ).statements;
    expect(parsed?.principals?.entries).toEqual([{ kind: 'identity', arn }]);
  });

  it.each([
    'arn:aws:iam::123456789012:saml-provider/provider-name',
    'arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com',
    'cognito-identity.amazonaws.com',
  ])('may be the identity provider %s, in a trust policy only', (provider) => {
    const change = { Principal: { Federated: provider } };
    expect(faultOf(changed('trust', change), 'trust')).toBe('none');
    expect(faultOf(changed('resource', change), 'resource')).toBe(
      'Statement[0].Principal.Federated[0]: only the trust policy of a role can name an identity provider',
    );
  });

  it.each([
    ['AWS', 'arn:aws:iam::123456789012:group/g'],
    ['AWS', 'arn:aws:iam::123456789012:user/*'],
    ['AWS', 'arn:aws:iam::123456789012:role/a?'],
    ['AWS', 'arn:aws:iam::12345678901:role/a'],
    ['AWS', 'arn:aws:iam::1234567890123:root'],
    ['AWS', 'arn:aws:iam::123456789012:rooty'],
    ['AWS', 'xarn:aws:iam::123456789012:root'],
    ['AWS', 'xarn:aws:iam::123456789012:role/a'],
    ['AWS', 'arn:aws:sts::123456789012:assumed-role/role-name/*'],
    ['AWS', 'arn:aws:sts::123456789012:assumed-role/role-name'],
    ['AWS', 'arn:aws:sts::123456789012:assumed-role/role-name/a/b'],
    ['AWS', 'arn:aws:s3:::b'],
    ['AWS', '1234567890123'],
    ['AWS', '12345678901'],
    ['AWS', 'AIDA'],
    ['AWS', 'xAIDACKCEVSQ6C2EXAMPLE'],
    ['AWS', 'AIDACKCEVSQ6C2EXAMPLe'],
    ['AWS', ''],
    ['Service', '*'],
    ['Service', 'lambda'],
    ['Service', 'x*.amazonaws.com'],
    ['Service', 'Lambda.amazonaws.com'],
    ['Service', 'lambda.amazonaws.com/'],
    ['Service', ' lambda.amazonaws.com'],
    ['Federated', '*'],
    ['Federated', 'arn:aws:iam::123456789012:saml-provider/*'],
    ['Federated', 'arn:aws:iam::123456789012:role/r'],
    ['Federated', 'xarn:aws:iam::123456789012:saml-provider/p'],
  ])('may not be of the type %s and %j', (type, entry) => {
    expect(faultOf(changed('trust', { Principal: { [type]: ['*', entry].slice(1) } }), 'trust')).toBe(
      `Statement[0].Principal.${type}[0]: "${entry}" is no principal of the type ${type}`,
    );
  });

  it.each([
    ['CanonicalUser', `${id}0`],
    ['CanonicalUser', `0${id}`],
    ['CanonicalUser', 'x'],
  ])('may not be of the type %s and %j', (type, entry) => {
    expect(faultOf(changed('resource', { Principal: { [type]: entry } }), 'resource')).toBe(
      `Statement[0].Principal.${type}[0]: "${entry}" is no principal of the type ${type}`,
    );
  });

  it.each<[PolicyKind, unknown, string]>([
    [
      'trust',
      { CanonicalUser: id },
      '.CanonicalUser[0]: only the policy of a bucket can name a canonical user',
    ],
    ['trust', { Group: 'x' }, `: ${form}`],
    ['trust', 'arn:aws:iam::123456789012:root', `: ${form}`],
    ['trust', null, `: ${form}`],
    ['trust', [], `: ${form}`],
    ['trust', {}, `: ${form}`],
    ['trust', { AWS: [] }, `.AWS: ${list}`],
    ['trust', { AWS: 1 }, `.AWS: ${list}`],
    ['trust', { Service: ['lambda.amazonaws.com', 1] }, `.Service: ${list}`],
  ])('of the kind %s may not be %j', (kind, principal, message) => {
    expect(faultOf(changed(kind, { Principal: principal }), kind)).toBe(`Statement[0].Principal${message}`);
  });

  it('are named with NotPrincipal in the policy of a resource', () => {
    const change = { Principal: undefined, NotPrincipal: { AWS: 'x' } };
    expect(faultOf(changed('resource', change), 'resource')).toBe(
      'Statement[0].NotPrincipal.AWS[0]: "x" is no principal of the type AWS',
    );
    const spared = { Principal: undefined, NotPrincipal: '*' };
    const [parsed] = parsePolicyDocument(changed('resource', spared), 'resource').statements;
    expect(parsed?.principals).toMatchObject({ except: true, text: '*' });
  });
});

describe('a document that is printed', () => {
  const oneOrMore = <Entry>(entry: fc.Arbitrary<Entry>) =>
    fc.oneof(entry, fc.array(entry, { minLength: 1, maxLength: 3 }));
  const either = <Value>(name: string, value: fc.Arbitrary<Value>) =>
    fc.tuple(fc.boolean(), value).map(([not, entries]) => ({ [not ? `Not${name}` : name]: entries }));
  const actions = either('Action', oneOrMore(fc.constantFrom('*', 's3:Get*', 'IAM:getrole')));
  const resources = either(
    'Resource',
    oneOrMore(fc.constantFrom('*', "arn:aws:s3:::b/${aws:username, 'x'}/*", 'arn:aws:sqs:*:*:q?')),
  );
  const conditions = fc.dictionary(
    fc.constantFrom(
      'StringLike',
      'ForAnyValue:StringEqualsIfExists',
      'Null',
      'ArnNotLike',
      'NumericLessThan',
    ),
    fc.dictionary(
      fc.constantFrom('aws:TagKeys', 's3:X', 'k'),
      oneOrMore(fc.constantFrom('a*', '${a:b}', 'true')),
    ),
  );
  const principals = either(
    'Principal',
    fc.oneof(
      fc.constant('*'),
      fc.record({ AWS: oneOrMore(fc.constantFrom('*', '123456789012', 'arn:aws:iam::123456789012:role/r')) }),
      fc.record({
        Service: oneOrMore(fc.constant('lambda.amazonaws.com')),
        AWS: fc.constant('123456789012'),
      }),
    ),
  );
  const statements = fc
    .tuple(fc.constantFrom('Allow', 'Deny'), actions, resources, conditions, principals, fc.boolean())
    .map(([effect, action, resource, condition, principal, hasCondition]) => ({
      Effect: effect,
      ...action,
      ...resource,
      ...principal,
      ...defined({ Condition: hasCondition ? condition : undefined }),
    }));

  it('is the same when it is parsed again', () => {
    const document = fc.record(
      {
        Version: fc.constantFrom('2012-10-17', '2008-10-17'),
        Id: fc.string(),
        Statement: fc.array(statements, { minLength: 1, maxLength: 3 }),
      },
      { requiredKeys: ['Statement'] },
    );
    fc.assert(
      fc.property(document, (raw) => {
        const parsed = parsePolicyDocument(JSON.stringify(raw), 'resource');
        expect(parsePolicyDocument(printPolicyDocument(parsed), 'resource')).toEqual(parsed);
      }),
    );
  });

  it('has what was written, lists where there was one, and no empty elements', () => {
    const written = { Version: '2012-10-17', Statement: [{ Sid: 'A', ...trust }] };
    expect(JSON.parse(printPolicyDocument(parsePolicyDocument(JSON.stringify(written), 'trust')))).toEqual({
      Version: '2012-10-17',
      Statement: [
        {
          Sid: 'A',
          Effect: 'Allow',
          Principal: { Service: ['lambda.amazonaws.com'] },
          Action: ['sts:AssumeRole'],
        },
      ],
    });
  });
});
