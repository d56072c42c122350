import fc from 'fast-check';
import { arnField, resourceNameOf, splitArn } from './arn';
import { matchesArn, matchesResource, parseArnPattern } from './arn-pattern';
import { RequestContext } from './context';
import { parseTemplate } from './template';

function match(pattern: string, arn: string, keys: Record<string, string> = {}): boolean {
  const template = parseTemplate(pattern, 'Resource', { wildcards: true, variables: true });
  return matchesArn(parseArnPattern(template), arn, new RequestContext(() => Object.entries(keys)));
}

/** The same as an entry of Resource. */
function covers(pattern: string, arn: string, keys: Record<string, string> = {}): boolean {
  const template = parseTemplate(pattern, 'Resource', { wildcards: true, variables: true });
  return matchesResource(parseArnPattern(template), arn, new RequestContext(() => Object.entries(keys)));
}

describe('an ARN', () => {
  it('has six fields, and colons in the last one', () => {
    const arn = 'arn:aws:lambda:us-east-1:123456789012:function:f:live';
    expect(splitArn(arn)).toEqual(['arn', 'aws', 'lambda', 'us-east-1', '123456789012', 'function:f:live']);
    expect(arnField(arn, 'account')).toBe('123456789012');
    expect(arnField('arn:aws:s3:::b', 'account')).toBe('');
    expect(arnField('*', 'arn')).toBeUndefined();
  });

  it('ends with the name of a user, behind type and path', () => {
    expect(resourceNameOf('arn:aws:iam::123456789012:user/accounting/bob')).toBe('bob');
    expect(resourceNameOf('arn:aws:iam::123456789012:root')).toBe('root');
  });
});

describe('a pattern of ARNs', () => {
  // User guide, "Using wildcards in resource ARNs".
  it.each([
    ['arn:aws:s3:::amzn-s3-demo-bucket/1/test/object.jpg', true],
    ['arn:aws:s3:::amzn-s3-demo-bucket/1/2/test/object.jpg', true],
    ['arn:aws:s3:::amzn-s3-demo-bucket/1/2/test/3/object.jpg', true],
    ['arn:aws:s3:::amzn-s3-demo-bucket/1/2/3/test/4/object.jpg', true],
    ['arn:aws:s3:::amzn-s3-demo-bucket/1///test///object.jpg', true],
    ['arn:aws:s3:::amzn-s3-demo-bucket/1/test/.jpg', true],
    ['arn:aws:s3:::amzn-s3-demo-bucket//test/object.jpg', true],
    ['arn:aws:s3:::amzn-s3-demo-bucket/1/test/', true],
    ['arn:aws:s3:::amzn-s3-demo-bucket/1-test/object.jpg', false],
    ['arn:aws:s3:::amzn-s3-demo-bucket/test/object.jpg', false],
    ['arn:aws:s3:::amzn-s3-demo-bucket/1/2/test.jpg', false],
  ])('of the guide, with a folder somewhere: %s %s', (arn, result) => {
    expect(match('arn:aws:s3:::amzn-s3-demo-bucket/*/test/*', arn)).toBe(result);
  });

  it('matches a user of a path', () => {
    const accounting = 'arn:aws:iam::123456789012:user/accounting/*';
    expect(match(accounting, 'arn:aws:iam::123456789012:user/accounting/bob')).toBe(true);
    expect(match(accounting, 'arn:aws:iam::123456789012:user/bob')).toBe(false);
  });

  // User guide, "ARN condition operators".
  it('of the guide does not let a wildcard out of its field', () => {
    const pattern = 'arn:aws:someservice:*:111122223333:finance/*';
    const other = 'arn:aws:someservice:us-east-2:999999999999:store/abc:111122223333:finance/document.txt';
    expect(match(pattern, other)).toBe(false);
    expect(match(pattern, 'arn:aws:someservice:us-east-2:111122223333:finance/document.txt')).toBe(true);
  });

  it('lets a wildcard run across the colons of the last field', () => {
    const functions = 'arn:aws:lambda:us-east-1:123456789012:function:*';
    expect(match(functions, 'arn:aws:lambda:us-east-1:123456789012:function:f:live')).toBe(true);
    expect(match(functions, 'arn:aws:lambda:us-east-1:123456789012:layer:f')).toBe(false);
  });

  it('distinguishes upper and lower case, and matches ? with one character', () => {
    expect(match('arn:aws:s3:::Bucket', 'arn:aws:s3:::bucket')).toBe(false);
    expect(match('arn:aws:s3:::bucket-?', 'arn:aws:s3:::bucket-1')).toBe(true);
    expect(match('arn:aws:s3:::bucket-?', 'arn:aws:s3:::bucket-')).toBe(false);
  });

  it('matches everything only if it is a lone *', () => {
    expect(match('*', 'arn:aws:s3:::b')).toBe(true);
    expect(match('*', '*')).toBe(true);
    expect(match('arn:aws:s3:::*', '*')).toBe(false);
    expect(match('arn:aws:s3:*', 'arn:aws:s3:::b')).toBe(false);
    expect(match('*:*', 'arn:aws:s3:::b')).toBe(false);
  });

  it('has its variables in the field where they are written', () => {
    const ofAccount = 'arn:aws:iam::${aws:PrincipalAccount}:role/${aws:username}-*';
    const arn = 'arn:aws:iam::123456789012:role/ann-app';
    expect(match(ofAccount, arn, { 'aws:PrincipalAccount': '123456789012', 'aws:username': 'ann' })).toBe(
      true,
    );
    expect(match(ofAccount, arn, { 'aws:PrincipalAccount': '999999999999', 'aws:username': 'ann' })).toBe(
      false,
    );
    expect(match(ofAccount, arn, { 'aws:PrincipalAccount': '123456789012:role/ann' })).toBe(false);
    expect(match('arn:aws:s3:::a${k:v}', 'arn:aws:s3:::a:b', { 'k:v': ':b' })).toBe(true);
  });

  it('does not let a value move the borders of the fields', () => {
    expect(match('arn:aws:s3:${k:v}:::x', 'arn:aws:s3:a:b:::x', { 'k:v': 'a:b' })).toBe(false);
  });

  it('matches nothing with a variable that has no value, not even its own text', () => {
    const mine = 'arn:aws:s3:::b/${aws:username}';
    expect(match(mine, 'arn:aws:s3:::b/')).toBe(false);
    expect(match(mine, mine)).toBe(false);
  });

  // User guide, "Using wildcards in resource ARNs": at the end of a field a * can go on behind the colon.
  it('as a resource lets a * at the end of a field run on across the colons behind it', () => {
    expect(covers('arn:aws:lambda:*:live', 'arn:aws:lambda:us-east-1:123456789012:function:f:live')).toBe(
      true,
    );
    expect(covers('arn:aws:lambda:*:live', 'arn:aws:lambda:us-east-1:123456789012:function:f:test')).toBe(
      false,
    );
    expect(covers('arn:aws:iot:us-*-1:*:thing/a', 'arn:aws:iot:us-east-1:123456789012:thing/a')).toBe(true);
    expect(covers('arn:aws:iot:us-*-1:*:thing/a', 'arn:aws:iot:eu-west-1:123456789012:thing/a')).toBe(false);
    expect(covers('arn:aws:s3:*:x', '*')).toBe(false);
    expect(covers('arn:*:iot:*:*:thing/${k:v}', 'arn:aws:iot:r:1:thing/a', { 'k:v': 'a' })).toBe(true);
    expect(covers('arn:*:iot:*:*:thing/${k:v}', 'arn:aws:iot:r:1:thing/a')).toBe(false);
  });

  it('as a resource without a * at the end of a field keeps to its fields', () => {
    expect(covers('arn:aws:s3:::b', 'arn:aws:s3:::b')).toBe(true);
    expect(covers('arn:aws:sqs:r*n:1:q', 'arn:aws:sqs:region:1:q')).toBe(true);
    expect(covers('arn:aws:sqs:r*n:1:q', 'arn:aws:sqs:r:x:n:1:q')).toBe(false);
  });

  const field = fc
    .array(fc.constantFrom('a', 'b', '*', '?', '/'), { maxLength: 3 })
    .map((parts) => parts.join(''));
  const value = fc.array(fc.constantFrom('a', 'b', '/'), { maxLength: 3 }).map((parts) => parts.join(''));

  it('matches if each of its fields does', () => {
    const six = fc.array(fc.tuple(field, value), { minLength: 6, maxLength: 6 });
    fc.assert(
      fc.property(six, (fields) => {
        const pattern = fields.map(([text]) => text).join(':');
        const arn = fields.map(([, text]) => text).join(':');
        const each = fields.every(([one, other]) => naiveMatch(one, other));
        expect(match(pattern, arn)).toBe(each);
      }),
      { numRuns: 500 },
    );
  });
});

/** The definition of the wildcards, word by word. */
function naiveMatch(pattern: string, text: string): boolean {
  if (pattern === '') {
    return text === '';
  }
  const [first = '', rest] = [pattern[0], pattern.slice(1)];
  if (first === '*') {
    return naiveMatch(rest, text) || (text !== '' && naiveMatch(pattern, text.slice(1)));
  }
  return text !== '' && (first === '?' || first === text[0]) && naiveMatch(rest, text.slice(1));
}
