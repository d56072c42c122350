import { GraphWidget, GraphWidgetView, MathExpression, Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { fleetMetrics, metricNamespace, type FleetNames } from '@fleet/fleet-contract';
import { anHour, fiveMinutes } from './alarm-rule';
import { fleetMetric, functionMetric } from './fleet-metric';

const half = { width: 12, height: 6 } as const;
const third = { width: 8, height: 6 } as const;

/** Who has joined, and who was refused. */
export function joiningWidgets(names: FleetNames): readonly GraphWidget[] {
  const { resourceTag } = names;
  return [
    new GraphWidget({
      ...half,
      title: 'Joined in an hour',
      view: GraphWidgetView.BAR,
      left: [
        fleetMetric(names, fleetMetrics.joined, { statistic: Stats.SUM, period: anHour, label: 'joined' }),
      ],
    }),
    new GraphWidget({
      ...half,
      title: 'Refused in an hour, by reason',
      stacked: true,
      left: [
        // Reasons that nobody was refused for are no metrics, and a search finds those that are.
        new MathExpression({
          expression: `SEARCH('{${metricNamespace},fleet,source,decision,reason} fleet="${resourceTag}" source="provision" decision="refused"', 'Sum', ${anHour.toSeconds()})`,
          label: "${PROP('Dim.reason')}",
          period: anHour,
          usingMetrics: {},
        }),
      ],
    }),
  ];
}

export function hookWidgets(names: FleetNames): readonly GraphWidget[] {
  const hooks = [
    ['The provision hook', names.provisionHook],
    ['The rotation hook', names.rotationHook],
  ] as const;
  return hooks.map(([title, functionName]) => {
    const lasts = (percentile: number) =>
      functionMetric(functionName, 'Duration', {
        statistic: Stats.percentile(percentile),
        period: fiveMinutes,
        label: `p${percentile}`,
      });
    return new GraphWidget({ ...third, title: `${title}, ms`, left: [lasts(50), lasts(99)] });
  });
}

export function failuresWidget(failures: IQueue): GraphWidget {
  return new GraphWidget({
    ...third,
    title: 'Failed for good, still in the queue',
    left: [
      new Metric({
        namespace: 'AWS/SQS',
        metricName: 'ApproximateNumberOfMessagesVisible',
        dimensionsMap: { QueueName: failures.queueName },
        statistic: Stats.MAXIMUM,
        period: fiveMinutes,
        label: 'messages',
      }),
    ],
  });
}
