import { ECR } from '@aws-sdk/client-ecr';
import { failureOf, serveServices } from '@fleet/served-services';
import type { ServedServices } from '@fleet/served-services';
import { createEcrService } from './index';

describe('ECR', () => {
  let cloud: ServedServices;
  let ecr: ECR;
  beforeEach(async () => {
    cloud = await serveServices((ground) => [createEcrService(ground).service]);
    ecr = new ECR(cloud.client);
  });
  afterEach(async () => {
    ecr.destroy();
    await cloud.close();
  });

  const repositoryName = 'assets';

  it('has each repository once, under a legal name', async () => {
    const { repository } = await ecr.createRepository({ repositoryName, imageTagMutability: 'IMMUTABLE' });
    expect(repository).toMatchObject({
      repositoryArn: 'arn:aws:ecr:us-east-1:123456789012:repository/assets',
      imageTagMutability: 'IMMUTABLE',
    });
    expect(await failureOf(ecr.createRepository({ repositoryName }))).toBe(
      'RepositoryAlreadyExistsException',
    );
    expect(await failureOf(ecr.createRepository({ repositoryName: 'Upper' }))).toBe(
      'InvalidParameterException',
    );
    await ecr.deleteRepository({ repositoryName });
    expect(await failureOf(ecr.describeRepositories({ repositoryNames: [repositoryName] }))).toBe(
      'RepositoryNotFoundException',
    );
  });

  it('lists repositories page by page', async () => {
    for (const name of ['b/1', 'a/1', 'c/1']) {
      await ecr.createRepository({ repositoryName: name });
    }
    const first = await ecr.describeRepositories({ maxResults: 2 });
    const second = await ecr.describeRepositories({ maxResults: 2, nextToken: first.nextToken });
    const names = [first, second].map(({ repositories }) =>
      repositories?.map((found) => found.repositoryName),
    );
    expect(names).toEqual([['a/1', 'b/1'], ['c/1']]);
    expect(second.nextToken).toBeUndefined();
    expect(await failureOf(ecr.describeRepositories({ nextToken: 'forged' }))).toBe(
      'InvalidParameterException',
    );
    expect(await failureOf(ecr.describeRepositories({ maxResults: 0 }))).toBe('InvalidParameterException');
  });

  it('knows the registry of its own account, and no other', async () => {
    await ecr.createRepository({ repositoryName, registryId: '123456789012' });
    expect(await failureOf(ecr.describeRepositories({ registryId: '210987654321' }))).toBe(
      'AccessDeniedException',
    );
  });

  it('keeps policies and tags over a restart, and says which policy is missing', async () => {
    const tags = [{ Key: 'a', Value: 'b' }];
    const { repository } = await ecr.createRepository({ repositoryName, tags });
    expect(await failureOf(ecr.getRepositoryPolicy({ repositoryName }))).toBe(
      'RepositoryPolicyNotFoundException',
    );
    expect(await failureOf(ecr.getLifecyclePolicy({ repositoryName }))).toBe(
      'LifecyclePolicyNotFoundException',
    );
    await ecr.setRepositoryPolicy({ repositoryName, policyText: '{"a":1}' });
    await ecr.putLifecyclePolicy({ repositoryName, lifecyclePolicyText: '{"b":2}' });
    await cloud.restart();
    const again = new ECR(cloud.client);
    expect((await again.getRepositoryPolicy({ repositoryName })).policyText).toBe('{"a":1}');
    expect((await again.getLifecyclePolicy({ repositoryName })).lifecyclePolicyText).toBe('{"b":2}');
    const { repositoryArn = '' } = repository ?? {};
    expect((await again.listTagsForResource({ resourceArn: repositoryArn })).tags).toEqual(tags);
    again.destroy();
  });
});
