import { IAM } from '@aws-sdk/client-iam';
import { failureOf, serveServices } from '@fleet/served-services';
import type { ServedServices } from '@fleet/served-services';
import { createIamService } from '@fleet/services/iam';

const policy = (Statement: object) => JSON.stringify({ Version: '2012-10-17', Statement });
const document = policy({ Effect: 'Allow', Action: 's3:*', Resource: '*' });
const AssumeRolePolicyDocument = policy({
  Effect: 'Allow',
  Principal: { AWS: '123456789012' },
  Action: 'sts:AssumeRole',
});

interface AnyPage {
  readonly IsTruncated?: boolean | undefined;
  readonly Marker?: string | undefined;
}

describe('the lists of IAM', () => {
  let cloud: ServedServices;
  let iam: IAM;
  let PolicyArn = '';

  beforeAll(async () => {
    cloud = await serveServices((ground) => [createIamService(ground).service]);
    iam = new IAM(cloud.client);
    const { Policy } = await iam.createPolicy({ PolicyName: 'p', PolicyDocument: document });
    PolicyArn = Policy?.Arn ?? '';
    for (const RoleName of ['a', 'b', 'c']) {
      await iam.createRole({ RoleName, AssumeRolePolicyDocument });
      await iam.attachRolePolicy({ RoleName, PolicyArn });
    }
    for (const name of ['x', 'y', 'z']) {
      await iam.putRolePolicy({ RoleName: 'a', PolicyName: name, PolicyDocument: document });
      await iam.attachRolePolicy({ RoleName: 'a', PolicyArn: `arn:aws:iam::aws:policy/${name}` });
      await iam.tagRole({ RoleName: 'a', Tags: [{ Key: name, Value: '1' }] });
    }
    for (let count = 2; count <= 4; count += 1) {
      await iam.createPolicyVersion({ PolicyArn, PolicyDocument: document });
    }
  });

  afterAll(async () => {
    iam.destroy();
    await cloud.close();
  });

  /** All pages, two items on each. */
  const pagesOf = async <Answer extends AnyPage>(
    list: (asked: { readonly MaxItems: number; readonly Marker: string | undefined }) => Promise<Answer>,
    read: (answer: Answer) => readonly (string | undefined)[],
  ): Promise<(readonly (string | undefined)[])[]> => {
    const pages: (readonly (string | undefined)[])[] = [];
    let Marker: string | undefined;
    do {
      const answer = await list({ MaxItems: 2, Marker });
      pages.push(read(answer));
      expect(answer.IsTruncated).toBe(answer.Marker !== undefined);
      ({ Marker } = answer);
    } while (Marker !== undefined);
    return pages;
  };
  const RoleName = 'a';
  const arnOf = (name: string) => `arn:aws:iam::aws:policy/${name}`;

  it('come in pages: policies in a role, and those that are attached to it', async () => {
    const inline = await pagesOf(
      (asked) => iam.listRolePolicies({ RoleName, ...asked }),
      ({ PolicyNames = [] }) => PolicyNames,
    );
    expect(inline).toEqual([['x', 'y'], ['z']]);
    const attached = await pagesOf(
      (asked) => iam.listAttachedRolePolicies({ RoleName, ...asked }),
      ({ AttachedPolicies = [] }) => AttachedPolicies.map((each) => each.PolicyArn),
    );
    expect(attached).toEqual([
      [PolicyArn, arnOf('x')],
      [arnOf('y'), arnOf('z')],
    ]);
  });

  it('come in pages: the tags of a role, the roles with a policy, and its versions, the newest first', async () => {
    const tags = await pagesOf(
      (asked) => iam.listRoleTags({ RoleName, ...asked }),
      ({ Tags = [] }) => Tags.map(({ Key }) => Key),
    );
    expect(tags).toEqual([['x', 'y'], ['z']]);
    const roles = await pagesOf(
      (asked) => iam.listEntitiesForPolicy({ PolicyArn, ...asked }),
      ({ PolicyRoles = [] }) => PolicyRoles.map((role) => role.RoleName),
    );
    expect(roles).toEqual([['a', 'b'], ['c']]);
    const versions = await pagesOf(
      (asked) => iam.listPolicyVersions({ PolicyArn, ...asked }),
      ({ Versions = [] }) => Versions.map(({ VersionId }) => VersionId),
    );
    expect(versions).toEqual([
      ['v4', 'v3'],
      ['v2', 'v1'],
    ]);
  });

  it('refuse the marker of another list, and a size that no page can have', async () => {
    const { Marker } = await iam.listRolePolicies({ RoleName, MaxItems: 1 });
    expect(await failureOf(iam.listRoleTags({ RoleName, Marker }))).toBe('ValidationError');
    expect(await failureOf(iam.listRolePolicies({ RoleName: 'b', Marker }))).toBe('ValidationError');
    expect(await failureOf(iam.listRoleTags({ RoleName, MaxItems: 1_001 }))).toBe('ValidationError');
  });
});
