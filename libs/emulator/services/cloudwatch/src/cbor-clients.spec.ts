import { CloudWatch } from '@aws-sdk/client-cloudwatch';
import { SmithyRpcV2CborProtocol } from '@smithy/core/cbor';
import { serveCloudWatch } from './testing/served-cloudwatch';
import type { ServedCloudWatch } from './testing/served-cloudwatch';

const noon = new Date('2026-11-28T12:00:00Z');

/** As the AWS CLI and boto3 speak to CloudWatch. */
describe('a client that speaks CBOR', () => {
  let cloud: ServedCloudWatch;
  let client: CloudWatch;
  beforeEach(async () => {
    cloud = await serveCloudWatch(noon);
    client = new CloudWatch({ ...cloud.settings, protocol: SmithyRpcV2CborProtocol });
  });
  afterEach(async () => {
    client.destroy();
    await cloud.close();
  });

  it('puts and gets metrics', async () => {
    const MetricData = [{ MetricName: 'm', Timestamp: noon, Values: [1, 2.5], Counts: [2, 1] }];
    await client.putMetricData({ Namespace: 'Test', MetricData });
    const { Datapoints } = await client.getMetricStatistics({
      Namespace: 'Test',
      MetricName: 'm',
      StartTime: noon,
      EndTime: new Date(noon.getTime() + 60_000),
      Period: 60,
      Statistics: ['Sum'],
      ExtendedStatistics: ['p50'],
    });
    expect(Datapoints).toEqual([{ Timestamp: noon, Sum: 4.5, Unit: 'None', ExtendedStatistics: { p50: 1 } }]);
    expect((await client.listMetrics({})).Metrics).toEqual([
      { Namespace: 'Test', MetricName: 'm', Dimensions: [] },
    ]);
  });

  it('is told what is wrong', async () => {
    await expect(client.getDashboard({ DashboardName: 'none' })).rejects.toMatchObject({
      name: 'DashboardNotFoundError',
      message: 'Dashboard none does not exist',
    });
    await expect(client.putMetricData({ Namespace: 'AWS/Lambda', MetricData: [] })).rejects.toMatchObject({
      name: 'InvalidParameterValueException',
    });
  });
});
