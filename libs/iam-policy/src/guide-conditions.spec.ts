/*
 * The worked examples of the IAM user guide on conditions and variables. Each test names the page and the heading
 * that it is from (documented; github.com/awsdocs/iam-user-guide has the text).
 */
import { evaluate } from './evaluate';
import { decideForUser, identityPolicy, request, resourcePolicy, session, user } from './testing/requests';

const s3 = 'arn:aws:s3:::amzn-s3-demo-bucket';

describe('condition operators, as in the guide', () => {
  it('"String condition operators": only who has a tag may change access keys', () => {
    const policy = {
      Effect: 'Allow',
      Action: 'iam:*AccessKey*',
      Resource: 'arn:aws:iam::123456789012:user/*',
      Condition: { StringEquals: { 'aws:PrincipalTag/job-category': 'iamuser-admin' } },
    };
    const decide = (tags: Record<string, string>) => {
      const asked = request({ ...user, tags }, 'iam:CreateAccessKey', 'arn:aws:iam::123456789012:user/ann');
      return evaluate(asked, { identity: [identityPolicy(policy)] }).decision;
    };
    expect(decide({ 'job-category': 'iamuser-admin' })).toBe('allowed');
    expect(decide({ 'job-category': 'developer' })).toBe('implicitDeny');
    expect(decide({})).toBe('implicitDeny');
  });

  it('"String condition operators": a user lists and uses the own folder of a bucket', () => {
    const home = [
      {
        Effect: 'Allow',
        Action: ['s3:ListAllMyBuckets', 's3:GetBucketLocation'],
        Resource: 'arn:aws:s3:::*',
      },
      {
        Effect: 'Allow',
        Action: 's3:ListBucket',
        Resource: s3,
        Condition: { StringLike: { 's3:prefix': ['', 'home/', 'home/${aws:username}/'] } },
      },
      {
        Effect: 'Allow',
        Action: 's3:*',
        Resource: [`${s3}/home/\${aws:username}`, `${s3}/home/\${aws:username}/*`],
      },
    ];
    const list = (prefix: string) => decideForUser(home, 's3:ListBucket', s3, { 's3:prefix': prefix });
    expect([list(''), list('home/'), list('home/carlos/')]).toEqual(['allowed', 'allowed', 'allowed']);
    expect([list('home/ann/'), list('other/')]).toEqual(['implicitDeny', 'implicitDeny']);
    expect(decideForUser(home, 's3:PutObject', `${s3}/home/carlos/a/b`)).toBe('allowed');
    expect(decideForUser(home, 's3:PutObject', `${s3}/home/ann/a`)).toBe('implicitDeny');
  });

  it('"Numeric condition operators": at most ten objects', () => {
    const policy = {
      Effect: 'Allow',
      Action: 's3:ListBucket',
      Resource: s3,
      Condition: { NumericLessThanEquals: { 's3:max-keys': '10' } },
    };
    const list = (keys: Record<string, string>) => decideForUser([policy], 's3:ListBucket', s3, keys);
    expect(list({ 's3:max-keys': '10' })).toBe('allowed');
    expect(list({ 's3:max-keys': '11' })).toBe('implicitDeny');
    expect(list({})).toBe('implicitDeny');
  });

  it('"Date condition operators": temporary credentials of 2020 or later', () => {
    const policy = {
      Effect: 'Allow',
      Action: 'iam:*AccessKey*',
      Resource: 'arn:aws:iam::123456789012:user/*',
      Condition: { DateGreaterThan: { 'aws:TokenIssueTime': '2020-01-01T00:00:01Z' } },
    };
    const decide = (keys: Record<string, string>) =>
      decideForUser([policy], 'iam:ListAccessKeys', 'arn:aws:iam::123456789012:user/ann', keys);
    expect(decide({ 'aws:TokenIssueTime': '2020-06-01T00:00:00Z' })).toBe('allowed');
    expect(decide({ 'aws:TokenIssueTime': '2019-06-01T00:00:00Z' })).toBe('implicitDeny');
    expect(decide({})).toBe('implicitDeny');
  });

  it('"Boolean condition operators": nothing without TLS', () => {
    const deny = {
      Sid: 'BooleanExample',
      Action: 's3:*',
      Effect: 'Deny',
      Resource: [s3, `${s3}/*`],
      Condition: { Bool: { 'aws:SecureTransport': 'false' } },
    };
    const allow = { Effect: 'Allow', Action: 's3:*', Resource: '*' };
    const decide = (secure: string) =>
      decideForUser([deny, allow], 's3:GetObject', `${s3}/a`, { 'aws:SecureTransport': secure });
    expect(decide('false')).toBe('explicitDeny');
    expect(decide('true')).toBe('allowed');
  });

  it('"IP address condition operators": ranges of IPv4 and IPv6 in one condition', () => {
    const policy = {
      Effect: 'Allow',
      Action: 'someservice:*',
      Resource: '*',
      Condition: { IpAddress: { 'aws:SourceIp': ['203.0.113.0/24', '2001:DB8:1234:5678::/64'] } },
    };
    const from = (address: string) =>
      decideForUser([policy], 'someservice:Do', '*', { 'aws:SourceIp': address });
    expect([from('203.0.113.255'), from('2001:db8:1234:5678::1')]).toEqual(['allowed', 'allowed']);
    expect([from('203.0.114.0'), from('2001:db8:1234:5679::1')]).toEqual(['implicitDeny', 'implicitDeny']);
  });

  it('"ARN condition operators": a queue takes messages of one topic', () => {
    const topic = 'arn:aws:sns:us-east-1:123456789012:topic';
    const queue = 'arn:aws:sqs:us-east-1:123456789012:queue';
    const policy = resourcePolicy({
      Effect: 'Allow',
      Principal: { Service: 'sns.amazonaws.com' },
      Action: 'SQS:SendMessage',
      Resource: queue,
      Condition: { ArnEquals: { 'aws:SourceArn': topic } },
    });
    const sns = { kind: 'service', name: 'sns.amazonaws.com' } as const;
    const decide = (keys: Record<string, string>) =>
      evaluate(request(sns, 'sqs:SendMessage', queue, keys), { resource: policy }).decision;
    expect(decide({ 'aws:SourceArn': topic })).toBe('allowed');
    expect(decide({ 'aws:SourceArn': `${topic}2` })).toBe('implicitDeny');
    expect(decide({})).toBe('implicitDeny');
  });

  it('"IfExists": the type of an instance matters only where there is one', () => {
    const run = (operator: string) => ({
      Effect: 'Allow',
      Action: 'ec2:RunInstances',
      Resource: '*',
      Condition: { [operator]: { 'ec2:InstanceType': ['t1.*', 't2.*', 'm3.*'] } },
    });
    const image = 'arn:aws:ec2:us-east-1::image/ami-1';
    const instance = 'arn:aws:ec2:us-east-1:123456789012:instance/*';
    const decide = (operator: string, resource: string, keys: Record<string, string> = {}) =>
      decideForUser([run(operator)], 'ec2:RunInstances', resource, keys);
    expect(decide('StringLike', image)).toBe('implicitDeny');
    expect(decide('StringLikeIfExists', image)).toBe('allowed');
    expect(decide('StringLikeIfExists', instance, { 'ec2:InstanceType': 't2.micro' })).toBe('allowed');
    expect(decide('StringLikeIfExists', instance, { 'ec2:InstanceType': 'x1.large' })).toBe('implicitDeny');
  });

  it('"Condition operator to check existence of condition keys": no temporary credentials', () => {
    const policy = {
      Action: 'ec2:*',
      Effect: 'Allow',
      Resource: '*',
      Condition: { Null: { 'aws:TokenIssueTime': 'true' } },
    };
    expect(decideForUser([policy], 'ec2:DescribeInstances', '*')).toBe('allowed');
    const keys = { 'aws:TokenIssueTime': '2026-01-01T00:00:00Z' };
    expect(decideForUser([policy], 'ec2:DescribeInstances', '*', keys)).toBe('implicitDeny');
  });

  it('"The request context": the own MFA device, within an hour of a sign-in with it', () => {
    const policy = {
      Sid: 'AllowRemoveMfaOnlyIfRecentMfa',
      Effect: 'Allow',
      Action: ['iam:DeactivateMFADevice'],
      Resource: 'arn:aws:iam::*:user/${aws:username}',
      Condition: { NumericLessThanEquals: { 'aws:MultiFactorAuthAge': '3600' } },
    };
    const decide = (keys: Record<string, string>, name = 'carlos') =>
      decideForUser([policy], 'iam:DeactivateMFADevice', `arn:aws:iam::123456789012:user/${name}`, keys);
    expect(decide({ 'aws:MultiFactorAuthAge': '3600' })).toBe('allowed');
    expect(decide({ 'aws:MultiFactorAuthAge': '3601' })).toBe('implicitDeny');
    expect(decide({})).toBe('implicitDeny');
    expect(decide({ 'aws:MultiFactorAuthAge': '10' }, 'ann')).toBe('implicitDeny');
  });

  it('"Condition": names of keys have no case, their values do', () => {
    const named = (operator: string) => ({
      Effect: 'Allow',
      Action: 's3:*',
      Resource: '*',
      Condition: { [operator]: { 'AWS:UserName': 'Carlos' } },
    });
    expect(decideForUser([named('StringEquals')], 's3:GetObject', `${s3}/a`)).toBe('implicitDeny');
    expect(decideForUser([named('StringEqualsIgnoreCase')], 's3:GetObject', `${s3}/a`)).toBe('allowed');
  });
});

describe('several keys and values, as in the guide', () => {
  const table = 'arn:aws:dynamodb:us-east-1:123456789012:table/Thread';
  const attributes = (...names: string[]) => ({ 'dynamodb:Attributes': names });

  it('"Evaluation logic for conditions with multiple keys or values": keys are all needed, values are a choice', () => {
    const policy = identityPolicy({
      Effect: 'Allow',
      Action: 's3:*',
      Resource: '*',
      Condition: {
        StringEqualsIgnoreCase: {
          'aws:PrincipalTag/department': ['finance', 'hr', 'legal'],
          'aws:PrincipalTag/role': ['audit', 'security'],
        },
        StringEquals: { 'aws:PrincipalAccount': '123456789012' },
      },
    });
    const decide = (tags: Record<string, string>) =>
      evaluate(request({ ...user, tags }, 's3:GetObject', `${s3}/a`), { identity: [policy] }).decision;
    expect(decide({ department: 'HR', role: 'audit' })).toBe('allowed');
    expect(decide({ department: 'hr', role: 'developer' })).toBe('implicitDeny');
    expect(decide({ department: 'hr' })).toBe('implicitDeny');
  });

  it('"ForAllValues": every attribute that is asked for must be in the list', () => {
    const policy = {
      Effect: 'Allow',
      Action: 'dynamodb:GetItem',
      Resource: 'arn:aws:dynamodb:*:*:table/Thread',
      Condition: { 'ForAllValues:StringEquals': { 'dynamodb:Attributes': ['ID', 'Message', 'Tags'] } },
    };
    const get = (...names: string[]) =>
      decideForUser([policy], 'dynamodb:GetItem', table, attributes(...names));
    expect(get('ID', 'Message', 'Tags')).toBe('allowed');
    expect(get('ID', 'UserName')).toBe('implicitDeny');
  });

  it('"ForAnyValue": no attribute that is written may be in the list', () => {
    const deny = {
      Effect: 'Deny',
      Action: 'dynamodb:PutItem',
      Resource: 'arn:aws:dynamodb:*:*:table/Thread',
      Condition: { 'ForAnyValue:StringEquals': { 'dynamodb:Attributes': ['ID', 'PostDateTime'] } },
    };
    const allow = { Effect: 'Allow', Action: 'dynamodb:*', Resource: '*' };
    const put = (...names: string[]) =>
      decideForUser([deny, allow], 'dynamodb:PutItem', table, attributes(...names));
    expect(put('UserName', 'Message', 'PostDateTime')).toBe('explicitDeny');
    expect(put('UserName')).toBe('allowed');
    expect(decideForUser([deny], 'dynamodb:PutItem', table, attributes('UserName'))).toBe('implicitDeny');
  });
});

describe('variables, as in the guide', () => {
  it('"Resource element": queues with the name of the user', () => {
    const policy = {
      Sid: 'AllQueueActions',
      Effect: 'Allow',
      Action: 'sqs:*',
      Resource: 'arn:aws:sqs:us-east-2:*:${aws:username}-queue',
    };
    const decide = (queue: string) =>
      decideForUser([policy], 'sqs:CreateQueue', `arn:aws:sqs:us-east-2:123456789012:${queue}`);
    expect([decide('carlos-queue'), decide('ann-queue')]).toEqual(['allowed', 'implicitDeny']);
  });

  it('"Specifying default values": the bucket of the team, and that of the company for who has no team', () => {
    const resource = "arn:aws:s3:::amzn-s3-demo-bucket-${aws:PrincipalTag/team, 'company-wide'}";
    const policy = identityPolicy({ Effect: 'Allow', Action: 's3:ListBucket', Resource: resource });
    const decide = (tags: Record<string, string>, bucket: string) =>
      evaluate(request({ ...user, tags }, 's3:ListBucket', bucket), { identity: [policy] }).decision;
    expect(decide({ team: 'yellow' }, `${s3}-yellow`)).toBe('allowed');
    expect(decide({ team: 'yellow' }, `${s3}-company-wide`)).toBe('implicitDeny');
    expect(decide({}, `${s3}-company-wide`)).toBe('allowed');
    expect(decide({}, `${s3}-yellow`)).toBe('implicitDeny');
  });

  it('"Policy variables with no value": a denial by inequality holds for who has no tag', () => {
    const policies = {
      identity: [
        identityPolicy(
          { Effect: 'Allow', Action: 's3:*', Resource: '*' },
          {
            Effect: 'Deny',
            Action: 's3:GetObject',
            Resource: `${s3}/*`,
            Condition: { StringNotEquals: { 's3:ExistingObjectTag/Team': '${aws:PrincipalTag/Team}' } },
          },
        ),
      ],
    };
    const decide = (tags: Record<string, string>) =>
      evaluate(
        request({ ...session, tags }, 's3:GetObject', `${s3}/a`, { 's3:ExistingObjectTag/Team': 'red' }),
        policies,
      ).decision;
    expect(decide({ team: 'red' })).toBe('allowed');
    expect(decide({ team: 'blue' })).toBe('explicitDeny');
    expect(decide({})).toBe('explicitDeny');
  });
});
