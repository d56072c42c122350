import assert from 'node:assert/strict';
import { certificateInForce } from '@fleet/certificate-lifecycle';
import { thingAttributes } from '@fleet/fleet-contract';
import { forgetSweeps, sweep } from '../monitor-calls';
import { expiredDevice, overdueDevice } from '../overdue-devices';
import { permissions, scenario } from '../scenario';
import { removeDevice } from '../trial-devices';
import { loggedCall } from './invocation-scenarios';

const role = 'RotationWorkersFunctionRole';

const warning = scenario({
  title: 'a worker gets a device that is due',
  needs: {
    'the monitor puts it into the queue': permissions('RotationMonitorRole', {
      RotationWorkersQueue: ['sqs:SendMessage'],
    }),
    'the worker warns it': permissions(role, {
      'topic/cmd/*/alerts': ['iot:Publish'],
      'thing/*': ['iot:GetThingConnectivityData'],
      'table/DevicesTable': ['dynamodb:PutItem'],
    }),
    'the worker takes the note of an older release from the thing': permissions(role, {
      'thing/*': ['iot:UpdateThing'],
    }),
  },
  async prepare(ground) {
    const { iot } = ground.clients;
    await forgetSweeps(ground);
    const serial = await overdueDevice(ground);
    return {
      steps: {
        'the monitor puts it into the queue': async () => {
          const { handedOut } = await sweep(ground);
          assert.equal(handedOut, 1);
        },
        'the worker warns it': (watch) =>
          watch.until(
            `first warning of ${serial}`,
            async () => certificateInForce(await ground.fleet.registry.find(serial))?.warnedAt,
          ),
        'the worker takes the note of an older release from the thing': (watch) =>
          watch.until(`end of the old note on ${serial}`, async () => {
            const { attributes = {} } = await iot.describeThing({ thingName: serial });
            return thingAttributes.rotationNotified in attributes ? undefined : true;
          }),
      },
      tidy: () => removeDevice(ground, serial),
    };
  },
});

const cutOff = scenario({
  title: 'a worker gets a device whose days of grace are over',
  needs: {
    'the worker deactivates its certificate': permissions(role, {
      'table/DevicesTable': ['dynamodb:GetItem'],
      'thing/*': ['iot:DescribeThing'],
      'cert/*': ['iot:DescribeCertificate', 'iot:UpdateCertificate'],
    }),
    'the worker ends its connection, and has it looked at again': permissions(role, {
      'client/*': ['iot:DeleteConnection'],
      ArrivalsQueue: ['sqs:SendMessage'],
    }),
  },
  async prepare(ground) {
    const { clients, stack } = ground;
    const { iot, logs } = clients;
    await forgetSweeps(ground);
    const { serial, certificateId } = await expiredDevice(ground);
    return {
      steps: {
        'the worker deactivates its certificate': async (watch) => {
          await sweep(ground);
          await watch.until(`end of the certificate of ${serial}`, async () => {
            const { certificateDescription } = await iot.describeCertificate({ certificateId });
            return certificateDescription?.status === 'INACTIVE' ? true : undefined;
          });
        },
        'the worker ends its connection, and has it looked at again': (watch) =>
          watch.until(`end of the connection of ${serial}`, async () => {
            const { events = [] } = await logs.filterLogEvents({
              logGroupName: `/aws/lambda/${stack.physicalName('RotationWorkersFunction')}`,
              filterPattern: `"${serial}" "no longer connected"`,
            });
            return events[0];
          }),
      },
      tidy: () => removeDevice(ground, serial),
    };
  },
});

const eventSource = scenario({
  title: 'a deploy changes how the worker gets its messages',
  needs: {
    'Lambda takes the queue as its source': permissions(role, {
      RotationWorkersQueue: ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'],
    }),
  },
  prepare: ({ clients, stack }) => {
    const mapping = { UUID: stack.physicalName('RotationWorkersSlices'), BatchSize: 1 };
    return Promise.resolve({
      steps: {
        'Lambda takes the queue as its source': () => clients.lambda.updateEventSourceMapping(mapping),
      },
    });
  },
});

/** What workers do, and what they, and Lambda in their name, need for it. */
export const workerScenarios = [
  warning,
  cutOff,
  eventSource,
  loggedCall({
    title: 'the worker',
    function: 'RotationWorkersFunction',
    role,
    logs: 'RotationWorkersFunctionLogs',
  }),
];
