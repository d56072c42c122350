import { CloudWatch } from '@aws-sdk/client-cloudwatch';
import { Lambda } from '@aws-sdk/client-lambda';
import { eventually } from '@fleet/eventually';
import { storeFunction } from './testing/stored-function';
import { startTestCloud, type TestCloud } from './testing/test-cloud';

/** Writes one event as the library of Powertools does. */
const source = `exports.handler = async () => console.log(JSON.stringify({
  _aws: {
    Timestamp: Date.now(),
    CloudWatchMetrics: [
      { Namespace: 'Fleet', Dimensions: [['fn']], Metrics: [{ Name: 'Refused', Unit: 'Count' }] },
    ],
  },
  fn: 'hook', Refused: 3,
}));`;

describe('a function that writes metrics into its log', () => {
  let cloud: TestCloud;
  beforeAll(async () => {
    cloud = await startTestCloud();
  });
  afterAll(() => cloud.close());

  it('has them in CloudWatch', async () => {
    const [lambda, cloudWatch] = [new Lambda(cloud.settings), new CloudWatch(cloud.settings)];
    await storeFunction({ ...cloud.settings, maxAttempts: 1 }, 'hook', source);
    await lambda.invoke({ FunctionName: 'hook' });
    const found = await eventually('the metric', async () => {
      const { Datapoints = [] } = await cloudWatch.getMetricStatistics({
        Namespace: 'Fleet',
        MetricName: 'Refused',
        Dimensions: [{ Name: 'fn', Value: 'hook' }],
        StartTime: new Date(cloud.clock.now().getTime() - 600_000),
        EndTime: new Date(cloud.clock.now().getTime() + 60_000),
        Period: 3600,
        Statistics: ['Sum', 'SampleCount'],
      });
      return Datapoints[0];
    });
    expect(found).toMatchObject({ Sum: 3, SampleCount: 1, Unit: 'Count' });
    [lambda, cloudWatch].forEach((client) => client.destroy());
  });
});
