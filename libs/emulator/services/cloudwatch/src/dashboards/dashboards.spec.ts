import { failureOf } from '@fleet/served-services';
import { serveCloudWatch } from '../testing/served-cloudwatch';
import type { ServedCloudWatch } from '../testing/served-cloudwatch';

const body = JSON.stringify({ widgets: [{ type: 'text', properties: { markdown: '# Fleet' } }] });

describe('a dashboard', () => {
  let cloud: ServedCloudWatch;
  beforeEach(async () => {
    cloud = await serveCloudWatch(new Date('2026-11-28T12:00:00Z'));
  });
  afterEach(() => cloud.close());

  const put = (DashboardName: string, DashboardBody = body) =>
    cloud.client.putDashboard({ DashboardName, DashboardBody });
  const names = async (DashboardNamePrefix?: string) =>
    (await cloud.client.listDashboards({ DashboardNamePrefix })).DashboardEntries?.map(
      (each) => each.DashboardName,
    );

  it('is kept as it was put, until it is deleted', async () => {
    await put('fleet');
    await put('other');
    await cloud.restart();
    expect(await cloud.client.getDashboard({ DashboardName: 'fleet' })).toMatchObject({
      DashboardArn: 'arn:aws:cloudwatch::123456789012:dashboard/fleet',
      DashboardBody: body,
    });
    expect(await names()).toEqual(['fleet', 'other']);
    expect(await names('fl')).toEqual(['fleet']);
    expect(await failureOf(cloud.client.deleteDashboards({ DashboardNames: ['fleet', 'none'] }))).toMatch(
      /DashboardNotFoundError|ResourceNotFound/,
    );
    await cloud.client.deleteDashboards({ DashboardNames: ['fleet'] });
    expect(await names()).toEqual(['other']);
    expect(await failureOf(cloud.client.getDashboard({ DashboardName: 'fleet' }))).toMatch(
      /DashboardNotFoundError|ResourceNotFound/,
    );
  });

  it('has the tags that it was made with, until they are changed', async () => {
    const arn = 'arn:aws:cloudwatch::123456789012:dashboard/fleet';
    const tags = async () => (await cloud.client.listTagsForResource({ ResourceARN: arn })).Tags;
    const team = (Value: string) => [{ Key: 'team', Value }];
    expect(await failureOf(tags())).toContain('ResourceNotFound');
    await cloud.client.putDashboard({ DashboardName: 'fleet', DashboardBody: body, Tags: team('pumps') });
    await cloud.client.putDashboard({ DashboardName: 'fleet', DashboardBody: body, Tags: team('valves') });
    expect(await tags()).toEqual(team('pumps'));
    await cloud.client.tagResource({ ResourceARN: arn, Tags: [{ Key: 'stage', Value: 'test' }] });
    await cloud.client.untagResource({ ResourceARN: arn, TagKeys: ['team'] });
    expect(await tags()).toEqual([{ Key: 'stage', Value: 'test' }]);
  });

  it.each([
    ['no JSON', 'a', '{'],
    ['no widgets', 'a', '{}'],
    ['a widget of an unheard-of type', 'a', '{"widgets":[{"type":"picture","properties":{}}]}'],
    ['a name with a blank', 'a b', body],
  ])('is refused with %s', async (_what, name, text) => {
    expect(await failureOf(put(name, text))).toMatch(/DashboardInvalidInput|InvalidParameterInput/);
  });
});
