import { certificateInForce } from '@fleet/certificate-lifecycle';
import { confirmationTopic, alertsTopic } from '@fleet/fleet-contract';
import type { LeastPrivilegeGround } from '../least-privilege-ground';
import { newSerial } from '../least-privilege-ground';
import { permissions, scenario } from '../scenario';
import { connectAgain, removeDevice } from '../trial-devices';
import { loggedCall } from './invocation-scenarios';

const role = 'ArrivalsFunctionRole';

/** A device whose certificate sweeps warn of, and which has left. */
async function awayAndDue({ fleet }: LeastPrivilegeGround) {
  const serial = newSerial();
  const { identity, session } = await fleet.provision(serial);
  const now = new Date();
  await fleet.registry.noteDue(serial, identity.certificateId, { dueFrom: now, at: now });
  await session.close();
  return { serial, identity };
}

const confirmation = scenario({
  title: 'a device confirms a certificate that is due',
  needs: {
    'the proof handler answers with a warning': permissions('HooksProofRole', {
      'topic/cmd/*/alerts': ['iot:Publish'],
    }),
  },
  async prepare(ground) {
    const { serial, identity } = await awayAndDue(ground);
    const session = await connectAgain(ground, identity, serial);
    await session.subscribe([alertsTopic(serial)]);
    return {
      steps: {
        'the proof handler answers with a warning': async (watch) => {
          await session.publish(confirmationTopic(serial), Buffer.from('{}'), { qos: 1 });
          await watch.until(`warning of ${serial}`, () =>
            session.received.includes(alertsTopic(serial)) ? true : undefined,
          );
        },
      },
      tidy: () => removeDevice(ground, serial),
    };
  },
});

const arrival = scenario({
  title: 'a device that never confirms connects with a certificate that is due',
  needs: {
    'it is warned as soon as it should listen': [
      ...permissions('HooksProofRole', { ArrivalsQueue: ['sqs:SendMessage'] }),
      ...permissions(role, {
        'table/DevicesTable': ['dynamodb:GetItem', 'dynamodb:PutItem'],
        'topic/cmd/*/alerts': ['iot:Publish'],
        'thing/*': ['iot:GetThingConnectivityData'],
      }),
    ],
  },
  async prepare(ground) {
    const { clients, stack, fleet } = ground;
    const { serial, identity } = await awayAndDue(ground);
    const delayBy = (seconds: number) =>
      clients.sqs.setQueueAttributes({
        QueueUrl: stack.physicalName('ArrivalsQueue'),
        Attributes: { DelaySeconds: String(seconds) },
      });
    await delayBy(1);
    return {
      steps: {
        'it is warned as soon as it should listen': async (watch) => {
          await connectAgain(ground, identity, serial);
          await watch.until(
            `first warning of ${serial}`,
            async () => certificateInForce(await fleet.registry.find(serial))?.warnedAt,
          );
        },
      },
      tidy: async () => {
        await delayBy(60);
        await removeDevice(ground, serial);
      },
    };
  },
});

const eventSource = scenario({
  title: 'a deploy changes how the function behind the arrivals gets its messages',
  needs: {
    'Lambda takes the queue of arrivals as its source': permissions(role, {
      ArrivalsQueue: ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'],
    }),
  },
  prepare: ({ clients, stack }) => {
    const mapping = { UUID: stack.physicalName('ArrivalsMessages'), BatchSize: 10 };
    return Promise.resolve({
      steps: {
        'Lambda takes the queue of arrivals as its source': () =>
          clients.lambda.updateEventSourceMapping(mapping),
      },
    });
  },
});

/** What happens when a device comes with a certificate that is due. */
export const arrivalScenarios = [
  confirmation,
  arrival,
  eventSource,
  loggedCall({
    title: 'the function behind the arrivals',
    function: 'ArrivalsFunction',
    role,
    logs: 'ArrivalsFunctionLogs',
  }),
];
