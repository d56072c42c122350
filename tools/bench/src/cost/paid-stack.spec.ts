import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { FleetProvisioning } from '@fleet/cdk';
import { checkedApp, EmptyBundles } from '@fleet/cdk/testing';
import * as z from 'zod';
import { stack as paid } from './fleet-month';

const alarm = z.object({
  Metrics: z.array(z.object({ MetricStat: z.looseObject({}).optional() })).optional(),
});
const lambda = z.object({ MemorySize: z.number(), FunctionName: z.string() });
const logGroup = z.object({ RetentionInDays: z.number() });

describe('what the stack of a fleet with one model costs, whatever its size', () => {
  const bundles = new EmptyBundles();
  const stack = new Stack(checkedApp(bundles.outdir()), 'Fleet');
  new FleetProvisioning(stack, 'Default', { models: ['model-1'], bundles: bundles.paths });
  const template = Template.fromStack(stack);
  const properties = (type: string): readonly unknown[] =>
    Object.values(template.findResources(type)).map(({ Properties }): unknown => Properties);

  afterAll(() => bundles.remove());

  it('has as many watched metrics, dashboards and keys as the page of cost says', () => {
    const watched = properties('AWS::CloudWatch::Alarm').map((each) => {
      const { Metrics } = alarm.parse(each);
      return Metrics === undefined ? 1 : Metrics.filter(({ MetricStat }) => MetricStat !== undefined).length;
    });
    expect({
      alarmMetrics: watched.reduce((sum, count) => sum + count, 0),
      dashboards: properties('AWS::CloudWatch::Dashboard').length,
      keys: properties('AWS::KMS::Key').length,
    }).toEqual({ alarmMetrics: paid.alarmMetrics, dashboards: paid.dashboards, keys: paid.keys });
  });

  it('has functions of that memory, whose logs are kept for as long', () => {
    const called = properties('AWS::Lambda::Function')
      .map((each) => lambda.safeParse(each).data)
      .filter((each) => each?.FunctionName.match(/hook|proof/));
    expect(new Set(called.map((each) => each?.MemorySize))).toEqual(
      new Set([1_024 * paid.functionGigabytes]),
    );
    const kept = properties('AWS::Logs::LogGroup').map((each) => logGroup.parse(each).RetentionInDays);
    expect(new Set(kept)).toEqual(new Set([30 * paid.logMonths]));
  });
});
