import assert from 'node:assert/strict';
import { callMonitor, forgetSweeps, keepMonitorBusy, sweep } from '../monitor-calls';
import { daysAgo, expiredDevice, overdueDevice } from '../overdue-devices';
import { permissions, scenario } from '../scenario';
import { emptyFleet, removeDevice, rotatedDevice } from '../trial-devices';

const idleSweep = scenario({
  title: 'the monitor sweeps',
  needs: {
    'the sweep is done': permissions('RotationMonitorRole', {
      'index/AWS_Things': ['iot:SearchIndex'],
      'table/DevicesTable/index/agenda': ['dynamodb:Query'],
      'table/RotationSweepsTable': ['dynamodb:GetItem', 'dynamodb:PutItem'],
    }),
  },
  async prepare(ground) {
    await forgetSweeps(ground);
    return { steps: { 'the sweep is done': () => sweep(ground) } };
  },
});

/** Without a device in the index the monitor asks the registry whether there is one. */
const survey = scenario({
  title: 'the monitor counts a fleet without a device',
  needs: {
    'the fleet is counted, and the days of its claims': permissions('RotationMonitorRole', {
      'index/AWS_Things': ['iot:GetStatistics'],
      'thinggroup/PoliciesGroup': ['iot:ListThingsInThingGroup'],
      'policy/PoliciesBootstrap': ['iot:ListTargetsForPolicy'],
    }),
  },
  async prepare(ground) {
    await forgetSweeps(ground);
    await emptyFleet(ground);
    return {
      steps: {
        'the fleet is counted, and the days of its claims': async () => {
          const event = { scheduledTime: new Date().toISOString(), ifBusy: 'end' };
          const { survey: counted } = await callMonitor(ground, event);
          assert.equal(counted?.['fleetSize'], 0);
          assert((counted['claimDaysLeft'] ?? 0) > 0, 'The fleet has a claim that is in force');
        },
      },
    };
  },
});

const warning = scenario({
  title: 'the monitor finds a device that is due',
  needs: {
    'the sweep warns it': permissions('RotationMonitorRole', {
      'topic/cmd/*/alerts': ['iot:Publish'],
      'thing/*': ['iot:GetThingConnectivityData', 'iot:UpdateThing'],
      'table/RotationSweepsTable': ['dynamodb:DeleteItem'],
    }),
  },
  async prepare(ground) {
    await forgetSweeps(ground);
    const serial = await overdueDevice(ground);
    return {
      steps: {
        'the sweep warns it': async () => {
          const { firstWarnings } = await sweep(ground);
          assert.equal(firstWarnings, 1);
        },
      },
      tidy: () => removeDevice(ground, serial),
    };
  },
});

const cutOff = scenario({
  title: 'the monitor finds a device whose days of grace are over',
  needs: {
    'the sweep deactivates its certificate': permissions('RotationMonitorRole', {
      'table/DevicesTable': ['dynamodb:GetItem'],
      'thing/*': ['iot:DescribeThing'],
      'cert/*': ['iot:DescribeCertificate', 'iot:UpdateCertificate'],
      'client/*': ['iot:DeleteConnection'],
      ArrivalsQueue: ['sqs:SendMessage'],
    }),
  },
  async prepare(ground) {
    await forgetSweeps(ground);
    const { serial } = await expiredDevice(ground);
    return {
      steps: {
        'the sweep deactivates its certificate': async () => {
          const { deactivated } = await sweep(ground);
          assert.equal(deactivated, 1);
        },
      },
      tidy: () => removeDevice(ground, serial),
    };
  },
});

const retirement = scenario({
  title: 'the monitor ends what the proof handler has left undone',
  needs: {
    'the sweep retires the certificate before': permissions('RotationMonitorRole', {
      'table/DevicesTable': ['dynamodb:PutItem'],
      'cert/*': ['iot:DetachThingPrincipal', 'iot:DetachPolicy'],
    }),
  },
  async prepare(ground) {
    await forgetSweeps(ground);
    const { serial, successor } = await rotatedDevice(ground);
    const { certificateId } = successor;
    await ground.fleet.registry.proveCurrent({
      serial,
      certificateId,
      source: 'confirmation',
      at: daysAgo(1),
    });
    return {
      steps: {
        'the sweep retires the certificate before': async () => {
          const { retired } = await sweep(ground);
          assert.equal(retired, 1);
        },
      },
      tidy: () => removeDevice(ground, serial),
    };
  },
});

const deletion = scenario({
  title: 'the monitor finds a certificate that was retired long ago',
  needs: {
    'the sweep deletes it': permissions('RotationMonitorRole', { 'cert/*': ['iot:DeleteCertificate'] }),
  },
  async prepare(ground) {
    const { registry } = ground.fleet;
    await forgetSweeps(ground);
    const { serial, before, successor } = await rotatedDevice(ground);
    const { certificateId } = successor;
    await registry.proveCurrent({ serial, certificateId, source: 'confirmation', at: daysAgo(61) });
    await registry.noteRetired(serial, [before.certificateId], { at: daysAgo(60), retainDays: 30 });
    return {
      steps: {
        'the sweep deletes it': async () => {
          const { deleted } = await sweep(ground);
          assert.equal(deleted, 1);
        },
      },
      tidy: () => removeDevice(ground, serial),
    };
  },
});

const continuation = scenario({
  title: 'the monitor finds another sweep at work',
  needs: {
    'the monitor leaves a schedule for later': permissions('RotationMonitorRole', {
      'schedule/RotationSchedulesGroup/*': ['scheduler:CreateSchedule'],
      'role/RotationSchedulesRole': ['iam:PassRole'],
    }),
  },
  async prepare(ground) {
    const { scheduler } = ground.clients;
    const { scheduleGroup, rotationSchedule } = ground.fleet.names;
    await keepMonitorBusy(ground, daysAgo(-1));
    return {
      steps: {
        'the monitor leaves a schedule for later': async () => {
          const { outcome } = await callMonitor(ground, { scheduledTime: new Date().toISOString() });
          assert.equal(outcome, 'busy');
        },
      },
      tidy: async () => {
        const { Schedules = [] } = await scheduler.listSchedules({ GroupName: scheduleGroup });
        for (const { Name } of Schedules) {
          if (Name !== rotationSchedule) {
            await scheduler.deleteSchedule({ GroupName: scheduleGroup, Name });
          }
        }
        await forgetSweeps(ground);
      },
    };
  },
});

/** What the monitor does, and what it needs for it. */
export const monitorScenarios = [idleSweep, survey, warning, cutOff, retirement, deletion, continuation];
