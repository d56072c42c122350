/*
 * The worked examples of the IAM user guide on statements and on the evaluation of several policies. Each test names
 * the page and the heading that it is from (documented; github.com/awsdocs/iam-user-guide has the text).
 */
import { accessDeniedMessage } from './access-denied';
import type { DecidingStatement, Denial, PolicyType } from './decision';
import { evaluate } from './evaluate';
import type { AccountRequester } from './requester';
import {
  decideForUser,
  identityPolicy,
  otherAccount,
  policy,
  request,
  resourcePolicy,
} from './testing/requests';

const carlos: AccountRequester = { kind: 'user', arn: 'arn:aws:iam::123456789012:user/carlossalazar' };

describe('statements, as in the guide', () => {
  const everything = { Effect: 'Allow', Action: '*', Resource: '*' };

  it('"NotAction with Allow": everything of S3 on buckets but their deletion', () => {
    const policies = [{ Effect: 'Allow', NotAction: 's3:DeleteBucket', Resource: 'arn:aws:s3:::*' }];
    expect(decideForUser(policies, 's3:CreateBucket', 'arn:aws:s3:::b')).toBe('allowed');
    expect(decideForUser(policies, 's3:DeleteBucket', 'arn:aws:s3:::b')).toBe('implicitDeny');
    expect(decideForUser(policies, 's3:ListAllMyBuckets', '*')).toBe('implicitDeny');
    expect(decideForUser(policies, 'ec2:StartInstances', 'arn:aws:ec2:r:123456789012:instance/i')).toBe(
      'implicitDeny',
    );
  });

  it('"NotAction with Allow": every service but IAM', () => {
    const policies = [{ Effect: 'Allow', NotAction: 'iam:*', Resource: '*' }];
    expect(decideForUser(policies, 's3:ListAllMyBuckets', '*')).toBe('allowed');
    expect(decideForUser(policies, 'iam:ListRoles', '*')).toBe('implicitDeny');
  });

  it('"NotAction with Deny": without MFA nothing but IAM', () => {
    const policies = [
      everything,
      {
        Sid: 'DenyAllUsersNotUsingMFA',
        Effect: 'Deny',
        NotAction: 'iam:*',
        Resource: '*',
        Condition: { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'false' } },
      },
    ];
    const decide = (action: string, mfa: string) =>
      decideForUser(policies, action, '*', { 'aws:MultiFactorAuthPresent': mfa });
    expect(decide('s3:ListAllMyBuckets', 'false')).toBe('explicitDeny');
    expect(decide('iam:ListRoles', 'false')).toBe('allowed');
    expect(decide('s3:ListAllMyBuckets', 'true')).toBe('allowed');
    expect(decideForUser(policies, 's3:ListAllMyBuckets', '*')).toBe('explicitDeny');
  });

  it('"NotResource": of S3 nothing but one folder', () => {
    const policies = [
      everything,
      {
        Effect: 'Deny',
        Action: 's3:*',
        NotResource: ['arn:aws:s3:::HRBucket/Payroll', 'arn:aws:s3:::HRBucket/Payroll/*'],
      },
    ];
    expect(decideForUser(policies, 's3:GetObject', 'arn:aws:s3:::HRBucket/Payroll/june')).toBe('allowed');
    expect(decideForUser(policies, 's3:GetObject', 'arn:aws:s3:::HRBucket/Reviews')).toBe('explicitDeny');
    expect(decideForUser(policies, 'ec2:DescribeInstances', '*')).toBe('allowed');
  });

  it('"Resource": an ARN with fewer than six fields is completed by wildcards', () => {
    const decide = (resource: string, asked: string) =>
      decideForUser([{ Effect: 'Allow', Action: '*', Resource: resource }], 's3:GetObject', asked);
    const queue = 'arn:aws:sqs:us-east-1:123456789012:q';
    expect([decide('arn:aws:sqs', queue), decide('arn:aws:sqs:*', queue)]).toEqual(['allowed', 'allowed']);
    expect(decide('arn:aws:sqs:eu-west-1', queue)).toBe('implicitDeny');
    expect(decide('arn:aws:s3:*', 'arn:aws:s3:::bucket/key')).toBe('allowed');
    expect(decide('arn:aws:s3:*', '*')).toBe('implicitDeny');
  });

  it('"Action": service and action have no case', () => {
    const policies = [{ Effect: 'Allow', Action: 'iam:ListAccessKeys', Resource: '*' }];
    expect(decideForUser(policies, 'IAM:listaccesskeys', '*')).toBe('allowed');
  });

  it('"The difference between explicit and implicit denies"', () => {
    const policies = [
      { Sid: 'AllowGetList', Effect: 'Allow', Action: ['iam:Get*', 'iam:List*'], Resource: '*' },
      { Sid: 'DenyReports', Effect: 'Deny', Action: 'iam:*Report', Resource: '*' },
    ];
    expect(decideForUser(policies, 'iam:GetRole', '*')).toBe('allowed');
    expect(decideForUser(policies, 'iam:CreatePolicy', '*')).toBe('implicitDeny');
    expect(decideForUser(policies, 'iam:GetOrganizationsAccessReport', '*')).toBe('explicitDeny');
    const reports = { Effect: 'Allow', Action: 'iam:GenerateCredentialReport', Resource: '*' };
    expect(decideForUser([...policies, reports], 'iam:GenerateCredentialReport', '*')).toBe('explicitDeny');
  });
});

describe('policies of identities and resources, as in the guide', () => {
  it('"Example identity-based and resource-based policy evaluation": Carlos and his buckets', () => {
    const own = ['arn:aws:s3:::carlossalazar/*', 'arn:aws:s3:::carlossalazar'];
    const identity = [
      identityPolicy(
        {
          Sid: 'AllowS3ListRead',
          Effect: 'Allow',
          Action: ['s3:GetBucketLocation', 's3:ListAllMyBuckets'],
          Resource: 'arn:aws:s3:::*',
        },
        { Sid: 'AllowS3Self', Effect: 'Allow', Action: 's3:*', Resource: own },
        { Sid: 'DenyS3Logs', Effect: 'Deny', Action: 's3:*', Resource: 'arn:aws:s3:::*log*' },
      ),
    ];
    const resource = resourcePolicy({
      Effect: 'Allow',
      Principal: { AWS: carlos.arn },
      Action: 's3:*',
      Resource: own,
    });
    expect(
      evaluate(request(carlos, 's3:PutObject', 'arn:aws:s3:::carlossalazar-logs/a'), { identity }),
    ).toEqual({
      decision: 'explicitDeny',
      statement: {
        policyType: 'identity',
        policy: 'permissions',
        policyArn: undefined,
        sid: 'DenyS3Logs',
        index: 2,
      },
    });
    const save = request(carlos, 's3:PutObject', 'arn:aws:s3:::carlossalazar/a');
    expect(evaluate(save, { identity, resource }).decision).toBe('allowed');
    expect(evaluate(save, { identity }).decision).toBe('allowed');
    expect(evaluate(save, { resource }).decision).toBe('allowed');
  });

  it('"Example cross-account policy evaluation": Carlos and the bucket of another account', () => {
    const identity = [
      identityPolicy(
        { Sid: 'AllowS3ListRead', Effect: 'Allow', Action: 's3:ListAllMyBuckets', Resource: '*' },
        {
          Sid: 'AllowS3ProductionObjectActions',
          Effect: 'Allow',
          Action: 's3:*Object*',
          Resource: 'arn:aws:s3:::Production/*',
        },
        {
          Sid: 'DenyS3Logs',
          Effect: 'Deny',
          Action: 's3:*',
          Resource: ['arn:aws:s3:::*log*', 'arn:aws:s3:::*log*/*'],
        },
      ),
    ];
    const resource = resourcePolicy({
      Effect: 'Allow',
      Action: ['s3:GetObject*', 's3:PutObject*', 's3:ReplicateObject', 's3:RestoreObject'],
      Principal: { AWS: carlos.arn },
      Resource: 'arn:aws:s3:::Production/*',
    });
    const ask = (action: string, arn: string) => ({
      ...request(carlos, action, arn),
      resourceAccount: otherAccount,
    });
    expect(evaluate(ask('s3:PutObject', 'arn:aws:s3:::Production-logs/a'), { identity }).decision).toBe(
      'explicitDeny',
    );
    const save = ask('s3:PutObject', 'arn:aws:s3:::Production/a');
    expect(evaluate(save, { identity, resource }).decision).toBe('allowed');
    expect(evaluate(save, { identity })).toEqual({ decision: 'implicitDeny', policyType: 'resource' });
    expect(evaluate(save, { resource })).toEqual({ decision: 'implicitDeny', policyType: 'identity' });
    const remove = ask('s3:DeleteObject', 'arn:aws:s3:::Production/a');
    expect(evaluate(remove, { identity, resource }).decision).toBe('implicitDeny');
  });

  it('"About delegating AWS permissions in a resource-based policy": an account delegates what it was given', () => {
    const object = 'arn:aws:s3:::bucketa/x';
    const resource = resourcePolicy({
      Effect: 'Allow',
      Principal: { AWS: '123456789012' },
      Action: 's3:*Object',
      Resource: 'arn:aws:s3:::bucketa/*',
    });
    const ask = (requester: AccountRequester, action: string) => ({
      ...request(requester, action, object),
      resourceAccount: otherAccount,
    });
    const rootUser: AccountRequester = { kind: 'root', arn: 'arn:aws:iam::123456789012:root' };
    const readOnly = [identityPolicy({ Effect: 'Allow', Action: 's3:Get*', Resource: '*' })];
    expect(evaluate(ask(rootUser, 's3:PutObject'), { resource }).decision).toBe('allowed');
    expect(evaluate(ask(carlos, 's3:GetObject'), { resource }).decision).toBe('implicitDeny');
    expect(evaluate(ask(carlos, 's3:GetObject'), { resource, identity: readOnly }).decision).toBe('allowed');
    expect(evaluate(ask(carlos, 's3:PutObject'), { resource, identity: readOnly }).decision).toBe(
      'implicitDeny',
    );
  });

  it('"Permissions boundaries for IAM entities": Shirley may do what both policies allow', () => {
    const permissionsBoundary = identityPolicy({
      Effect: 'Allow',
      Action: ['s3:*', 'cloudwatch:*', 'ec2:*'],
      Resource: '*',
    });
    const identity = [identityPolicy({ Effect: 'Allow', Action: 'iam:CreateUser', Resource: '*' })];
    const shirley: AccountRequester = {
      kind: 'user',
      arn: 'arn:aws:iam::123456789012:user/ShirleyRodriguez',
    };
    const create = request(shirley, 'iam:CreateUser', 'arn:aws:iam::123456789012:user/x');
    expect(evaluate(create, { identity }).decision).toBe('allowed');
    expect(evaluate(create, { identity, permissionsBoundary })).toEqual({
      decision: 'implicitDeny',
      policyType: 'permissionsBoundary',
    });
    const list = request(shirley, 's3:ListAllMyBuckets', '*');
    expect(evaluate(list, { identity, permissionsBoundary })).toEqual({
      decision: 'implicitDeny',
      policyType: 'identity',
    });
  });
});

describe('messages of AccessDenied, as in the guide', () => {
  const john: AccountRequester = { kind: 'user', arn: 'arn:aws:iam::123456789012:user/JohnDoe' };
  const group = 'arn:aws:codedeploy:us-east-1:123456789012:deploymentgroup:*';

  const explicit = (policyType: PolicyType, policyArn?: string): Denial => {
    const statement: DecidingStatement = { policyType, policy: 'p', policyArn, sid: undefined, index: 0 };
    return { decision: 'explicitDeny', statement };
  };
  const implicit = (policyType: PolicyType): Denial => ({ decision: 'implicitDeny', policyType });

  // "Access denied error message examples", by type of policy.
  it.each<[Denial, string, string, string]>([
    [
      implicit('permissionsBoundary'),
      'codedeploy:ListDeployments',
      group,
      ` on resource: ${group} because no permissions boundary allows the codedeploy:ListDeployments action`,
    ],
    [
      explicit('permissionsBoundary'),
      'sagemaker:ListModels',
      '*',
      ' with an explicit deny in a permissions boundary',
    ],
    [
      implicit('session'),
      'codecommit:ListRepositories',
      '*',
      ' because no session policy allows the codecommit:ListRepositories action',
    ],
    // The guide has "a sessions policy" here. Reported: AWS sends this, for instance for ec2:DescribeImages.
    [
      explicit('session'),
      'codedeploy:ListDeployments',
      group,
      ` on resource: ${group} with an explicit deny in a session policy`,
    ],
    [
      implicit('resource'),
      'secretsmanager:GetSecretValue',
      '*',
      ' because no resource-based policy allows the secretsmanager:GetSecretValue action',
    ],
    [
      explicit('resource'),
      'secretsmanager:GetSecretValue',
      'arn:aws:secretsmanager:us-east-1:123456789012:secret:*',
      ' on resource: arn:aws:secretsmanager:us-east-1:123456789012:secret:* with an explicit deny in a resource-based policy',
    ],
    [
      implicit('trust'),
      'sts:AssumeRole',
      '*',
      ' because no role trust policy allows the sts:AssumeRole action',
    ],
    [explicit('trust'), 'sts:AssumeRole', '*', ' with an explicit deny in the role trust policy'],
    [
      implicit('identity'),
      'codecommit:ListRepositories',
      '*',
      ' because no identity-based policy allows the codecommit:ListRepositories action',
    ],
    [
      explicit('identity'),
      'codedeploy:ListDeployments',
      group,
      ` on resource: ${group} with an explicit deny in an identity-based policy`,
    ],
    // AWS security blog, "Enhanced access denied error messages with policy ARNs".
    [
      explicit('identity', 'arn:aws:iam::123456789012:policy/p'),
      'iam:ListRoles',
      '*',
      ' with an explicit deny in an identity-based policy: arn:aws:iam::123456789012:policy/p',
    ],
  ])('%j of %s on %s', (denial, action, resource, rest) => {
    expect(accessDeniedMessage({ requester: john, action, resource }, denial)).toBe(
      `User: ${john.arn} is not authorized to perform: ${action}${rest}`,
    );
  });

  it('name a service or an identity provider, where it is no user', () => {
    const denial = implicit('trust');
    const asked = { action: 'sts:AssumeRole', resource: '*' };
    const named = (requester: Parameters<typeof accessDeniedMessage>[0]['requester']) =>
      accessDeniedMessage({ ...asked, requester }, denial).split(' is not')[0];
    expect(named({ kind: 'service', name: 'lambda.amazonaws.com' })).toBe('User: lambda.amazonaws.com');
    expect(named({ kind: 'federated', provider: 'accounts.google.com' })).toBe('User: accounts.google.com');
    expect(named({ kind: 'anonymous' })).toBe('User: anonymous');
  });

  it('say of a decision what it was', () => {
    const asked = request(john, 'iam:ListRoles', '*');
    const deny = {
      ...policy('identity', 'deny', { Effect: 'Deny', Action: '*', Resource: '*' }),
      arn: 'arn:p',
    };
    const decision = evaluate(asked, { identity: [deny] });
    expect(decision.decision !== 'allowed' && accessDeniedMessage(asked, decision)).toBe(
      `User: ${john.arn} is not authorized to perform: iam:ListRoles with an explicit deny in an identity-based policy: arn:p`,
    );
  });
});
