import type { RequestContext } from '../request-context';
import { operationPermissions } from './operation-permissions';

const context: RequestContext = {
  requestId: 'id',
  service: 'shop',
  operation: 'Order',
  region: 'eu-west-1',
  accountId: '123456789012',
  accessKeyId: 'AKID',
  host: '127.0.0.1',
  disconnected: new AbortController().signal,
};

const reference = {
  arns: {
    shelf: 'arn:${Partition}:shop:${Region}:${Account}:shelf/${Room}/${Shelf}',
    role: 'arn:${Partition}:iam::${Account}:role/${RoleNameWithPath}',
  },
  operations: {
    Order: { 'shop:Order': ['shelf'], 'iam:PassRole': ['role'] },
    Look: { 'shop:Look': [] },
    Leave: {},
  },
};

describe('the permissions that an operation needs', () => {
  const permissionsWith = (order: (input: { shelves: string[]; role?: string }) => object) =>
    operationPermissions({
      reference,
      resources: { Order: order },
      keys: { Look: () => ({ 'shop:Door': 'open' }) },
    });
  const permissions = permissionsWith(({ shelves, role }) => ({
    byAction: {
      'shop:Order': { shelf: shelves },
      'iam:PassRole': role === undefined ? undefined : { role: { arn: role } },
    },
  }));

  it('are for each resource that it names, in the form that the reference has for its type', () => {
    expect(permissions('Order', { shelves: ['a/1', 'b/2'] }, context)).toEqual([
      { action: 'shop:Order', resource: 'arn:aws:shop:eu-west-1:123456789012:shelf/a/1', keys: {} },
      { action: 'shop:Order', resource: 'arn:aws:shop:eu-west-1:123456789012:shelf/b/2', keys: {} },
    ]);
  });

  it('are for the ARN that the request has, and of an action only where the request needs it', () => {
    const asked = permissions('Order', { shelves: ['a/1'], role: 'arn:aws:iam::1:role/x' }, context);
    expect(asked.map(({ action, resource }) => `${action} ${resource}`)).toEqual([
      'shop:Order arn:aws:shop:eu-west-1:123456789012:shelf/a/1',
      'iam:PassRole arn:aws:iam::1:role/x',
    ]);
  });

  it('are for everything where no resource is named: a policy for one resource does not allow that', () => {
    const unnamed = permissionsWith(() => ({}));
    expect(unnamed('Order', {}, context).map(({ resource }) => resource)).toEqual(['*', '*']);
    expect(unnamed('Look', {}, context)).toEqual([
      { action: 'shop:Look', resource: '*', keys: { 'shop:Door': 'open' } },
    ]);
    expect(unnamed('Leave', {}, context)).toEqual([]);
  });

  it.each([
    [{ Tags: [{ Key: 'team', Value: 'a' }] }, { 'aws:RequestTag/team': 'a', 'aws:TagKeys': ['team'] }],
    [
      { tags: { team: 'a', size: '' } },
      { 'aws:RequestTag/team': 'a', 'aws:RequestTag/size': '', 'aws:TagKeys': ['team', 'size'] },
    ],
    [{ Tags: [{ TagKey: 'team', TagValue: 'a' }] }, { 'aws:RequestTag/team': 'a', 'aws:TagKeys': ['team'] }],
    [{ TagKeys: ['team'] }, { 'aws:TagKeys': ['team'] }],
    [{ Tags: 'team' }, {}],
  ])('have the tags of %j for conditions', (input, keys) => {
    const [permission] = permissions('Look', input, context);
    expect(permission?.keys).toEqual({ ...keys, 'shop:Door': 'open' });
  });

  it('cannot be told of an operation that the reference does not have', () => {
    expect(() => permissions('Steal', {}, context)).toThrow('no Steal');
  });
});
