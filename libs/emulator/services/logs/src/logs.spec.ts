import { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs';
import { AccessDeniedError, type RoleAuthorizer } from '@fleet/aws-wire';
import { serveServices, type ServedServices } from '@fleet/served-services';
import { createLogsService, type LogsService } from './index';

describe('CloudWatch Logs, to the AWS SDK', () => {
  let served: ServedServices;
  let logs: CloudWatchLogs;
  let service: LogsService;
  let mayWrite: RoleAuthorizer;
  let told: string[];

  beforeEach(async () => {
    told = [];
    mayWrite = () => undefined;
    served = await serveServices((parts) => {
      service = createLogsService({
        ...parts,
        authorizeRole: (...asked) => mayWrite(...asked),
        onEvents: (messages) => told.push(...messages),
      });
      return [service.service];
    });
    logs = new CloudWatchLogs(served.client);
  });

  afterEach(async () => {
    logs.destroy();
    await served.close();
  });

  const group = { logGroupName: '/aws/lambda/hook' };
  const writer = { roleArn: 'arn:aws:iam::123456789012:role/hook', name: 'hook' };
  const write = (...messages: string[]) =>
    service.functionLog.write(
      group.logGroupName,
      'stream-1',
      messages.map((message, index) => ({ timestamp: 1_000 + index, message })),
      writer,
    );

  it('keeps what functions write, in groups that they make themselves', async () => {
    write('START', 'refused: foreign-thing', 'END');
    const { events } = await logs.filterLogEvents(group);
    expect(events?.map(({ message }) => message)).toEqual(['START', 'refused: foreign-thing', 'END']);
    expect((await logs.describeLogStreams(group)).logStreams).toEqual([
      expect.objectContaining({
        logStreamName: 'stream-1',
        firstEventTimestamp: 1_000,
        lastEventTimestamp: 1_002,
      }),
    ]);
  });

  it('tells of what functions write, and of what clients put', async () => {
    write('of a function');
    const event = { ...group, logStreamName: 'stream-1' };
    await logs.putLogEvents({ ...event, logEvents: [{ timestamp: 1_000, message: 'of a client' }] });
    expect(told).toEqual(['of a function', 'of a client']);
  });

  it('lists groups and streams page by page', async () => {
    for (const logGroupName of ['b', 'a', 'c']) {
      await logs.createLogGroup({ logGroupName });
    }
    for (const logStreamName of ['1', '2', '3']) {
      await logs.createLogStream({ logGroupName: 'b', logStreamName });
    }
    const groups = await logs.describeLogGroups({ limit: 2 });
    const others = await logs.describeLogGroups({ limit: 1, nextToken: groups.nextToken });
    expect(others.logGroups).toMatchObject([{ logGroupName: 'c' }]);
    expect(others.nextToken).toBeUndefined();

    const streams = await logs.describeLogStreams({ logGroupName: 'b', limit: 1 });
    const { nextToken } = streams;
    expect((await logs.describeLogStreams({ logGroupName: 'b', nextToken })).logStreams).toHaveLength(2);
    await expect(logs.describeLogStreams({ logGroupName: 'a', nextToken })).rejects.toThrow(
      'nextToken is invalid',
    );
    await expect(logs.describeLogStreams({ logGroupName: 'a', limit: 51 })).rejects.toMatchObject({
      name: 'InvalidParameterException',
    });
  });

  it.each([
    ['refused', ['refused one', 'refused two']],
    ['refused -two', ['refused one']],
    ['?one ?START', ['START', 'refused one']],
    ['"refused two"', ['refused two']],
  ])('finds events by the terms %s', async (filterPattern, found) => {
    write('START', 'refused one', 'refused two');
    const { events } = await logs.filterLogEvents({ ...group, filterPattern });
    expect(events?.map(({ message }) => message)).toEqual(found);
  });

  it('says so when it cannot filter by a pattern', async () => {
    write('x');
    await expect(logs.filterLogEvents({ ...group, filterPattern: '[reason = "x"]' })).rejects.toThrow(
      'filters by terms and JSON patterns',
    );
  });

  it('finds events by what they are as JSON', async () => {
    write('START refused', '{"decision":"refused"}', '{"decision":"allowed"}');
    const { events } = await logs.filterLogEvents({ ...group, filterPattern: '{ $.decision = "refused" }' });
    expect(events?.map(({ message }) => message)).toEqual(['{"decision":"refused"}']);
  });

  it('hands out events page by page, both ways, and ends with a token that does not change', async () => {
    write('1', '2', '3');
    const at = { ...group, logStreamName: 'stream-1' };
    const first = await logs.getLogEvents({ ...at, startFromHead: true, limit: 2 });
    const second = await logs.getLogEvents({ ...at, limit: 2, nextToken: first.nextForwardToken });
    const third = await logs.getLogEvents({ ...at, limit: 2, nextToken: second.nextForwardToken });
    expect([first, second, third].map(({ events }) => events?.map(({ message }) => message))).toEqual([
      ['1', '2'],
      ['3'],
      [],
    ]);
    expect(third.nextForwardToken).toBe(second.nextForwardToken);
    const newest = await logs.getLogEvents({ ...at, limit: 1 });
    expect(newest.events?.map(({ message }) => message)).toEqual(['3']);
    await expect(logs.getLogEvents({ ...at, nextToken: 'forged' })).rejects.toThrow('nextToken is invalid');
  });

  it('takes a group through its life', async () => {
    await logs.createLogGroup({ ...group, tags: { team: 'fleet' } });
    await expect(logs.createLogGroup(group)).rejects.toMatchObject({
      name: 'ResourceAlreadyExistsException',
    });
    await logs.putRetentionPolicy({ ...group, retentionInDays: 90 });
    const { logGroups } = await logs.describeLogGroups({ logGroupNamePrefix: '/aws/' });
    expect(logGroups).toEqual([expect.objectContaining({ ...group, retentionInDays: 90 })]);
    const resourceArn = logGroups?.[0]?.logGroupArn ?? '';
    expect((await logs.listTagsForResource({ resourceArn })).tags).toEqual({ team: 'fleet' });
    await logs.createLogStream({ ...group, logStreamName: 's' });
    await logs.putLogEvents({ ...group, logStreamName: 's', logEvents: [{ timestamp: 1, message: 'm' }] });
    await logs.deleteLogGroup(group);
    await expect(logs.filterLogEvents(group)).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    await logs.createLogGroup(group);
    expect((await logs.filterLogEvents(group)).events).toEqual([]);
  });

  it('takes the output of a function whose role may write it, and of no other', async () => {
    const asked: string[] = [];
    mayWrite = ({ roleArn }, { action, resource }) => {
      asked.push(`${roleArn} ${action} ${resource}`);
      if (action === 'logs:CreateLogGroup') {
        throw new AccessDeniedError('not authorized');
      }
    };
    expect(() => write('lost')).toThrow('not authorized');
    await expect(logs.describeLogGroups({})).resolves.toMatchObject({ logGroups: [] });
    await logs.createLogGroup(group);
    write('kept');
    const { events = [] } = await logs.filterLogEvents(group);
    expect(events.map(({ message }) => message)).toEqual(['kept']);
    const stream = 'arn:aws:logs:us-east-1:123456789012:log-group:/aws/lambda/hook:log-stream:stream-1';
    expect(asked.slice(1)).toEqual([
      `${writer.roleArn} logs:CreateLogStream ${stream}`,
      `${writer.roleArn} logs:PutLogEvents ${stream}`,
    ]);
  });
});
