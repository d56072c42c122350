import { IAM } from '@aws-sdk/client-iam';
import { STS } from '@aws-sdk/client-sts';
import { failureOf, serveServices } from '@fleet/served-services';
import type { ServedServices, ServiceGround } from '@fleet/served-services';
import { createIamService } from '@fleet/services/iam';
import { createStsService } from '@fleet/services/sts';

const document = JSON.stringify({ Version: '2012-10-17', Statement: [] });

describe('IAM and STS', () => {
  let cloud: ServedServices;
  let iam: IAM;
  beforeEach(async () => {
    const stsOf = (ground: ServiceGround) => createStsService({ ...ground, roles: createIamService(ground) });
    cloud = await serveServices(
      (ground) => [createIamService(ground).service, stsOf(ground).service],
      (ground) => stsOf(ground).signingKey,
    );
    iam = new IAM(cloud.client);
  });
  afterEach(async () => {
    iam.destroy();
    await cloud.close();
  });

  const createRole = (RoleName: string) => iam.createRole({ RoleName, AssumeRolePolicyDocument: document });

  it('keeps a role as it was made and changed', async () => {
    const { Role } = await iam.createRole({
      RoleName: 'r',
      Path: '/service/',
      AssumeRolePolicyDocument: document,
      Tags: [{ Key: 'a', Value: 'b' }],
    });
    expect(Role).toMatchObject({
      Arn: 'arn:aws:iam::123456789012:role/service/r',
      Tags: [{ Key: 'a', Value: 'b' }],
    });
    expect(Role?.RoleId).toMatch(/^AROA[A-Z2-7]{17}$/);
    expect(decodeURIComponent(Role?.AssumeRolePolicyDocument ?? '')).toBe(document);
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
    const credentials = {
      accessKeyId: Credentials?.AccessKeyId ?? '',
      secretAccessKey: Credentials?.SecretAccessKey ?? '',
      sessionToken: Credentials?.SessionToken ?? '',
    };
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
