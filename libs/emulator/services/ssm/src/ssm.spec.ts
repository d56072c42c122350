import { SSM } from '@aws-sdk/client-ssm';
import { failureOf, serveServices } from '@fleet/served-services';
import type { ServedServices } from '@fleet/served-services';
import { createSsmService } from './index';

describe('the parameter store', () => {
  let cloud: ServedServices;
  let ssm: SSM;
  beforeEach(async () => {
    cloud = await serveServices((ground) => [createSsmService(ground).service]);
    ssm = new SSM(cloud.client);
  });
  afterEach(async () => {
    ssm.destroy();
    await cloud.close();
  });

  const put = (Name: string, Value: string, Overwrite = false) =>
    ssm.putParameter({ Name, Value, Type: 'String', Overwrite });

  it('counts the versions of a parameter and overwrites only when asked to', async () => {
    expect((await put('/a/b', '1')).Version).toBe(1);
    expect(await failureOf(put('/a/b', '2'))).toBe('ParameterAlreadyExists');
    expect((await put('/a/b', '2', true)).Version).toBe(2);
    expect((await ssm.getParameter({ Name: '/a/b' })).Parameter).toMatchObject({
      Value: '2',
      Version: 2,
      ARN: 'arn:aws:ssm:us-east-1:123456789012:parameter/a/b',
    });
  });

  it('names what is not there', async () => {
    await put('a', '1');
    expect(await failureOf(ssm.getParameter({ Name: 'b' }))).toBe('ParameterNotFound');
    const found = await ssm.getParameters({ Names: ['a', 'b'] });
    expect(found).toMatchObject({ Parameters: [{ Name: 'a' }], InvalidParameters: ['b'] });
    await ssm.deleteParameter({ Name: 'a' });
    expect(await failureOf(ssm.deleteParameter({ Name: 'a' }))).toBe('ParameterNotFound');
  });

  it('finds parameters below a path, page by page', async () => {
    for (const name of ['/p/a', '/p/b/c', '/p/d', '/q']) {
      await put(name, 'v');
    }
    const names = async (Recursive: boolean) => {
      const { Parameters } = await ssm.getParametersByPath({ Path: '/p', Recursive });
      return Parameters?.map(({ Name }) => Name);
    };
    expect(await names(false)).toEqual(['/p/a', '/p/d']);
    expect(await names(true)).toEqual(['/p/a', '/p/b/c', '/p/d']);
    const first = await ssm.describeParameters({ MaxResults: 3 });
    const second = await ssm.describeParameters({ MaxResults: 3, NextToken: first.NextToken });
    expect(second.Parameters?.map(({ Name }) => Name)).toEqual(['/q']);
  });

  it('lists in full pages, ends without a token, and refuses a token of another path', async () => {
    for (const name of ['/p/a', '/p/b/c', '/p/d', '/q/a', '/q/b']) {
      await put(name, 'v');
    }
    const first = await ssm.getParametersByPath({ Path: '/p', MaxResults: 1 });
    const second = await ssm.getParametersByPath({ Path: '/p', MaxResults: 1, NextToken: first.NextToken });
    expect([first, second].map(({ Parameters }) => Parameters?.map(({ Name }) => Name))).toEqual([
      ['/p/a'],
      ['/p/d'],
    ]);
    expect(second.NextToken).toBeUndefined();
    const { NextToken } = first;
    expect(await failureOf(ssm.getParametersByPath({ Path: '/q', NextToken }))).toBe('InvalidNextToken');
    expect(await failureOf(ssm.describeParameters({ NextToken }))).toBe('InvalidNextToken');
    expect(await failureOf(ssm.describeParameters({ MaxResults: 51 }))).toBe('ValidationException');
  });

  it('refuses names and values that are not legal', async () => {
    expect(await failureOf(put('aws/x', 'v'))).toBe('ValidationException');
    expect(await failureOf(put('sp ace', 'v'))).toBe('ValidationException');
    expect(await failureOf(put('x', 'v'.repeat(4097)))).toBe('ValidationException');
    const image = { Name: 'x', Value: 'ami-1', Type: 'String', DataType: 'aws:ec2:image' } as const;
    expect(await failureOf(ssm.putParameter(image))).toBe('ValidationException');
  });

  it('keeps tags and values over a restart', async () => {
    await put('a', '1');
    await ssm.addTagsToResource({
      ResourceType: 'Parameter',
      ResourceId: 'a',
      Tags: [{ Key: 'k', Value: 'v' }],
    });
    await cloud.restart();
    const again = new SSM(cloud.client);
    const { TagList } = await again.listTagsForResource({ ResourceType: 'Parameter', ResourceId: 'a' });
    expect(TagList).toEqual([{ Key: 'k', Value: 'v' }]);
    expect((await again.getParameter({ Name: 'a' })).Parameter?.Value).toBe('1');
    again.destroy();
  });
});
