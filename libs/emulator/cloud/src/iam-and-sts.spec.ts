import { IAM } from '@aws-sdk/client-iam';
import { STS } from '@aws-sdk/client-sts';
import type { Credentials } from '@aws-sdk/client-sts';
import { defined } from '@fleet/optional-members';
import { failureOf, serveServices } from '@fleet/served-services';
import type { ServedServices } from '@fleet/served-services';
import { createIamService } from '@fleet/services/iam';
import { createStsService } from '@fleet/services/sts';

const version = { Version: '2012-10-17' };
const document = JSON.stringify({
  ...version,
  Statement: { Effect: 'Allow', Action: 's3:*', Resource: '*' },
});
const trust = (principal: unknown, change: object = {}) =>
  JSON.stringify({
    ...version,
    Statement: { Effect: 'Allow', Principal: principal, Action: 'sts:AssumeRole', ...change },
  });
const trustOfAccount = trust({ AWS: '123456789012' });
const credentialsOf = (made?: Credentials) => ({
  accessKeyId: made?.AccessKeyId ?? '',
  secretAccessKey: made?.SecretAccessKey ?? '',
  sessionToken: made?.SessionToken ?? '',
});

describe('IAM and STS', () => {
  let cloud: ServedServices;
  let iam: IAM;
  beforeEach(async () => {
    cloud = await serveServices(
      (ground) => {
        const roles = createIamService(ground);
        return [roles.service, createStsService({ ...ground, roles }).service];
      },
      (ground) => createStsService({ ...ground, roles: createIamService(ground) }).signingKey,
    );
    iam = new IAM(cloud.client);
  });
  afterEach(async () => {
    iam.destroy();
    await cloud.close();
  });

  const createRole = (RoleName: string) =>
    iam.createRole({ RoleName, AssumeRolePolicyDocument: trustOfAccount });

  it('keeps a role as it was made and changed', async () => {
    const { Role } = await iam.createRole({
      RoleName: 'r',
      Path: '/service/',
      AssumeRolePolicyDocument: trustOfAccount,
      Tags: [{ Key: 'a', Value: 'b' }],
    });
    expect(Role).toMatchObject({
      Arn: 'arn:aws:iam::123456789012:role/service/r',
      Tags: [{ Key: 'a', Value: 'b' }],
    });
    expect(Role?.RoleId).toMatch(/^AROA[A-Z2-7]{17}$/);
    expect(decodeURIComponent(Role?.AssumeRolePolicyDocument ?? '')).toBe(trustOfAccount);
    await iam.updateRole({ RoleName: 'r', Description: 'd', MaxSessionDuration: 7200 });
    await iam.putRolePermissionsBoundary({ RoleName: 'r', PermissionsBoundary: 'arn:aws:iam::aws:policy/P' });
    expect((await iam.getRole({ RoleName: 'r' })).Role).toMatchObject({
      Description: 'd',
      MaxSessionDuration: 7200,
      PermissionsBoundary: { PermissionsBoundaryArn: 'arn:aws:iam::aws:policy/P' },
    });
    expect(await failureOf(createRole('R'))).toBe('EntityAlreadyExistsException');
    expect(await failureOf(iam.createRole({ RoleName: 'x', AssumeRolePolicyDocument: '{' }))).toBe(
      'MalformedPolicyDocumentException',
    );
    expect(await failureOf(createRole('no spaces'))).toBe('ValidationError');
    expect(await failureOf(iam.getRole({ RoleName: 'nobody' }))).toBe('NoSuchEntityException');
  });

  it('deletes a role only when nothing hangs on it', async () => {
    await createRole('r');
    await iam.putRolePolicy({ RoleName: 'r', PolicyName: 'p', PolicyDocument: document });
    expect(await failureOf(iam.deleteRole({ RoleName: 'r' }))).toBe('DeleteConflictException');
    await iam.deleteRolePolicy({ RoleName: 'r', PolicyName: 'p' });
    expect(await failureOf(iam.deleteRolePolicy({ RoleName: 'r', PolicyName: 'p' }))).toBe(
      'NoSuchEntityException',
    );
    await iam.attachRolePolicy({ RoleName: 'r', PolicyArn: 'arn:aws:iam::aws:policy/ReadOnlyAccess' });
    expect(await failureOf(iam.deleteRole({ RoleName: 'r' }))).toBe('DeleteConflictException');
    await iam.detachRolePolicy({ RoleName: 'r', PolicyArn: 'arn:aws:iam::aws:policy/ReadOnlyAccess' });
    await iam.deleteRole({ RoleName: 'r' });
    expect(await failureOf(iam.deleteRole({ RoleName: 'r' }))).toBe('NoSuchEntityException');
  });

  it('keeps the versions of a managed policy, never using a number again, and no more than five', async () => {
    const { Policy } = await iam.createPolicy({ PolicyName: 'p', PolicyDocument: document });
    const PolicyArn = Policy?.Arn ?? '';
    for (let count = 2; count <= 5; count += 1) {
      await iam.createPolicyVersion({ PolicyArn, PolicyDocument: document, SetAsDefault: true });
    }
    expect(await failureOf(iam.createPolicyVersion({ PolicyArn, PolicyDocument: document }))).toBe(
      'LimitExceededException',
    );
    expect(await failureOf(iam.deletePolicyVersion({ PolicyArn, VersionId: 'v5' }))).toBe(
      'DeleteConflictException',
    );
    await iam.setDefaultPolicyVersion({ PolicyArn, VersionId: 'v1' });
    await iam.deletePolicyVersion({ PolicyArn, VersionId: 'v5' });
    const made = await iam.createPolicyVersion({ PolicyArn, PolicyDocument: document });
    expect(made.PolicyVersion?.VersionId).toBe('v6');
    expect((await iam.getPolicy({ PolicyArn })).Policy?.DefaultVersionId).toBe('v1');
  });

  it('does not delete a policy that is attached', async () => {
    await createRole('r');
    const { Policy } = await iam.createPolicy({ PolicyName: 'p', PolicyDocument: document });
    const PolicyArn = Policy?.Arn ?? '';
    await iam.attachRolePolicy({ RoleName: 'r', PolicyArn });
    expect(await failureOf(iam.deletePolicy({ PolicyArn }))).toBe('DeleteConflictException');
    await iam.detachRolePolicy({ RoleName: 'r', PolicyArn });
    await iam.deletePolicy({ PolicyArn });
    expect(await failureOf(iam.attachRolePolicy({ RoleName: 'r', PolicyArn }))).toBe('NoSuchEntityException');
  });

  it('lists page by page, and has everything after a restart', async () => {
    for (const name of ['a', 'b', 'c']) {
      await createRole(name);
    }
    await cloud.restart();
    const again = new IAM(cloud.client);
    const first = await again.listRoles({ MaxItems: 2 });
    expect(first.Roles?.map(({ RoleName }) => RoleName)).toEqual(['a', 'b']);
    const second = await again.listRoles({ MaxItems: 2, Marker: first.Marker });
    expect(second).toMatchObject({ Roles: [{ RoleName: 'c' }], IsTruncated: false });
    const ofOthers = again.listRoles({ PathPrefix: '/other/', Marker: first.Marker });
    expect(await failureOf(ofOthers)).toBe('ValidationError');
    again.destroy();
  });

  it('hands out credentials of a role that work until they expire, and across a restart', async () => {
    await createRole('r');
    const sts = new STS(cloud.client);
    const RoleArn = 'arn:aws:iam::123456789012:role/r';
    const { Credentials } = await sts.assumeRole({ RoleArn, RoleSessionName: 'me', DurationSeconds: 900 });
    const credentials = credentialsOf(Credentials);
    await cloud.restart();
    const assumed = new STS({ ...cloud.client, credentials });
    expect(await assumed.getCallerIdentity({})).toMatchObject({
      Arn: 'arn:aws:sts::123456789012:assumed-role/r/me',
      UserId: expect.stringMatching(/^AROA.*:me$/) as string,
    });
    cloud.clock.setOffset(901_000);
    const late = new STS({ ...cloud.client, credentials });
    expect(await failureOf(late.getCallerIdentity({}))).toMatch(/^ExpiredToken/);
    for (const client of [sts, assumed, late]) {
      client.destroy();
    }
  });

  it('lets in whom the trust policy names, and says why it does not let in others', async () => {
    const userArn = 'arn:aws:iam::123456789012:user/local-cloud';
    const RoleArn = 'arn:aws:iam::123456789012:role/r';
    await createRole('r');
    const sts = new STS(cloud.client);
    const assumeTrusting = async (PolicyDocument: string, ExternalId?: string) => {
      await iam.updateAssumeRolePolicy({ RoleName: 'r', PolicyDocument });
      const input = { RoleArn, RoleSessionName: 'me', ...defined({ ExternalId }) };
      return sts.assumeRole(input).then(
        ({ AssumedRoleUser }) => AssumedRoleUser?.Arn,
        (error: unknown) => (error instanceof Error ? `${error.name}: ${error.message}` : error),
      );
    };
    const session = 'arn:aws:sts::123456789012:assumed-role/r/me';
    const refused =
      `AccessDenied: User: ${userArn} is not authorized to perform: sts:AssumeRole on resource: ${RoleArn} ` +
      'because no role trust policy allows the sts:AssumeRole action';
    expect(await assumeTrusting(trustOfAccount)).toBe(session);
    expect(await assumeTrusting(trust({ AWS: userArn }))).toBe(session);
    expect(await assumeTrusting(trust({ Service: 'lambda.amazonaws.com' }))).toBe(refused);
    expect(await assumeTrusting(trust({ AWS: '999999999999' }))).toBe(refused);
    const withId = trust({ AWS: userArn }, { Condition: { StringEquals: { 'sts:ExternalId': 'x-1' } } });
    expect(await assumeTrusting(withId, 'x-1')).toBe(session);
    expect(await assumeTrusting(withId, 'x-2')).toBe(refused);
    expect(await assumeTrusting(withId)).toBe(refused);
    const named = trust({ AWS: userArn }, { Condition: { StringLike: { 'sts:RoleSessionName': 'm?' } } });
    expect(await assumeTrusting(named)).toBe(session);
    const dated = { DateLessThan: { 'aws:CurrentTime': '2001-01-01T00:00:00Z' } };
    expect(await assumeTrusting(trust({ AWS: userArn }, { Condition: dated }))).toBe(refused);
    sts.destroy();
  });

  it('lets a session of one role assume another that trusts that role', async () => {
    await createRole('first');
    const first = 'arn:aws:iam::123456789012:role/first';
    await iam.createRole({ RoleName: 'second', AssumeRolePolicyDocument: trust({ AWS: first }) });
    const RoleArn = 'arn:aws:iam::123456789012:role/second';
    const sts = new STS(cloud.client);
    expect(await failureOf(sts.assumeRole({ RoleArn, RoleSessionName: 'me' }))).toBe('AccessDenied');
    const { Credentials } = await sts.assumeRole({ RoleArn: first, RoleSessionName: 'me' });
    const chained = new STS({
      ...cloud.client,
      credentials: credentialsOf(Credentials),
    });
    const { AssumedRoleUser } = await chained.assumeRole({ RoleArn, RoleSessionName: 'you' });
    expect(AssumedRoleUser?.Arn).toBe('arn:aws:sts::123456789012:assumed-role/second/you');
    chained.destroy();
    sts.destroy();
  });

  it('opens no longer session than the role has, and none of more than an hour from another session', async () => {
    const RoleArn = 'arn:aws:iam::123456789012:role/r';
    await createRole('r');
    const sts = new STS(cloud.client);
    const assume = (client: STS, DurationSeconds: number) =>
      client.assumeRole({ RoleArn, RoleSessionName: 'me', DurationSeconds });
    await expect(assume(sts, 3601)).rejects.toMatchObject({
      name: 'ValidationError',
      message: 'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.',
    });
    await iam.updateRole({ RoleName: 'r', MaxSessionDuration: 7200 });
    const Statement = { Effect: 'Allow', Action: 'sts:AssumeRole', Resource: RoleArn };
    const PolicyDocument = JSON.stringify({ ...version, Statement });
    await iam.putRolePolicy({ RoleName: 'r', PolicyName: 'again', PolicyDocument });
    const { Credentials } = await assume(sts, 7200);
    const chained = new STS({ ...cloud.client, credentials: credentialsOf(Credentials) });
    await assume(chained, 3600);
    await expect(assume(chained, 3601)).rejects.toMatchObject({
      name: 'ValidationError',
      message:
        'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.',
    });
    chained.destroy();
    sts.destroy();
  });

  it('refuses a malformed document with the place of its fault, wherever one is given', async () => {
    await createRole('r');
    const identity = JSON.stringify({ ...version, Statement: [{ Effect: 'Allow', Action: 's3:*' }] });
    const noPrincipal = JSON.stringify({
      ...version,
      Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole' }],
    });
    const refusals = [
      iam.createRole({ RoleName: 'x', AssumeRolePolicyDocument: noPrincipal }),
      iam.updateAssumeRolePolicy({ RoleName: 'r', PolicyDocument: noPrincipal }),
      iam.putRolePolicy({ RoleName: 'r', PolicyName: 'p', PolicyDocument: identity }),
      iam.createPolicy({ PolicyName: 'p', PolicyDocument: identity }),
    ].map(async (call) => {
      await expect(call).rejects.toMatchObject({
        name: 'MalformedPolicyDocumentException',
        message: expect.stringMatching(/^Statement\[0\]: must have (Principal|Resource) or Not/) as string,
      });
    });
    await Promise.all(refusals);
  });

  it('lets nobody assume a role that is not there, or for longer than is legal', async () => {
    await createRole('r');
    const sts = new STS(cloud.client);
    const assume = (role: string, DurationSeconds: number) =>
      failureOf(sts.assumeRole({ RoleArn: `arn:aws:iam::${role}`, RoleSessionName: 'me', DurationSeconds }));
    expect(await assume('123456789012:role/nobody', 900)).toBe('AccessDenied');
    expect(await assume('999999999999:role/r', 900)).toBe('AccessDenied');
    expect(await assume('123456789012:role/r', 899)).toBe('ValidationError');
    sts.destroy();
  });
});
