import { untrustingRoleArn, serveControlPlane } from '../testing/served-control-plane';
import type { ServedControlPlane } from '../testing/served-control-plane';

const roleArn = 'arn:aws:iam::123456789012:role/devices';
const roleAlias = 'devices';

describe('role aliases', () => {
  let cloud: ServedControlPlane;
  beforeEach(async () => {
    cloud = await serveControlPlane();
  });
  afterEach(() => cloud.close());

  it('lead to a role, for an hour where nothing else is said', async () => {
    const { client } = cloud;
    const { roleAliasArn } = await client.createRoleAlias({ roleAlias, roleArn });
    expect(roleAliasArn).toBe('arn:aws:iot:us-east-1:123456789012:rolealias/devices');
    const { roleAliasDescription } = await client.describeRoleAlias({ roleAlias });
    expect(roleAliasDescription).toMatchObject({
      roleAlias,
      roleAliasArn,
      roleArn,
      credentialDurationSeconds: 3600,
      owner: '123456789012',
    });
  });

  it('change in what an update names, and stay in the rest', async () => {
    const { client } = cloud;
    await client.createRoleAlias({ roleAlias, roleArn, credentialDurationSeconds: 900 });
    const other = 'arn:aws:iam::123456789012:role/gateways';
    await client.updateRoleAlias({ roleAlias, roleArn: other });
    expect((await client.describeRoleAlias({ roleAlias })).roleAliasDescription).toMatchObject({
      roleArn: other,
      credentialDurationSeconds: 900,
    });
  });

  it('are listed in pages, the last name first, and are gone when deleted', async () => {
    const { client } = cloud;
    for (const name of ['a', 'b', 'c']) {
      await client.createRoleAlias({ roleAlias: name, roleArn });
    }
    const first = await client.listRoleAliases({ pageSize: 2 });
    const second = await client.listRoleAliases({ pageSize: 2, marker: first.nextMarker });
    expect([first.roleAliases, second.roleAliases]).toEqual([['c', 'b'], ['a']]);
    expect((await client.listRoleAliases({ ascendingOrder: true })).roleAliases).toEqual(['a', 'b', 'c']);
    await client.deleteRoleAlias({ roleAlias: 'b' });
    await expect(client.deleteRoleAlias({ roleAlias: 'b' })).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
  });

  it.each([
    ['a second one of a name', { roleArn }, 'ResourceAlreadyExistsException'],
    [
      'a role that does not trust the credentials provider',
      { roleAlias: 'other', roleArn: untrustingRoleArn },
      'InvalidRequestException',
    ],
    [
      'credentials of less than a quarter of an hour',
      { roleAlias: 'other', roleArn, credentialDurationSeconds: 899 },
      'InvalidRequestException',
    ],
    ['a name with a blank', { roleAlias: 'a b', roleArn }, 'InvalidRequestException'],
  ])('refuse %s', async (_what, input, name) => {
    await cloud.client.createRoleAlias({ roleAlias, roleArn });
    await expect(cloud.client.createRoleAlias({ roleAlias, ...input })).rejects.toMatchObject({ name });
  });
});
