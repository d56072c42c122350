import { Duration } from 'aws-cdk-lib';
import { AlarmStatusWidget, Dashboard, type IAlarm, type IWidget } from 'aws-cdk-lib/aws-cloudwatch';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { FleetNames } from '@fleet/fleet-contract';
import { Construct } from 'constructs';
import { failuresWidget, hookWidgets, joiningWidgets } from './joining-widgets';
import { rotationWidgets, sizeWidgets } from './rotation-widgets';

export interface FleetDashboardProps {
  readonly names: FleetNames;
  readonly failures: IQueue;
  readonly alarms: readonly IAlarm[];
}

const width = 24;

/** How a fleet stands, on one page: what rings, who joins, how hooks do, and how old its certificates are. */
export class FleetDashboard extends Construct {
  constructor(scope: Construct, id: string, { names, failures, alarms }: FleetDashboardProps) {
    super(scope, id);
    new Dashboard(this, 'Page', {
      dashboardName: names.dashboard,
      defaultInterval: Duration.days(14),
      widgets: [
        ...alarmRow(alarms),
        [...sizeWidgets(names)],
        [...joiningWidgets(names)],
        [...hookWidgets(names), failuresWidget(failures)],
        [...rotationWidgets(names)],
      ],
    });
  }
}

/** Most alarms that a widget has (user guide, "Dashboard Body Structure and Syntax"). */
const mostAlarms = 100;

function alarmRow(alarms: readonly IAlarm[]): IWidget[][] {
  const shown = alarms.slice(0, mostAlarms);
  return shown.length === 0
    ? []
    : [[new AlarmStatusWidget({ title: 'Alarms', width, height: 4, alarms: [...shown] })]];
}
