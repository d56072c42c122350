import { certificateInForce } from '@fleet/certificate-lifecycle';
import { alertsTopic, arrivalDelaySeconds, confirmationTopic, writeArrival } from '@fleet/fleet-contract';
import type { LeastPrivilegeGround } from '../least-privilege-ground';
import { newSerial } from '../least-privilege-ground';
import type { MqttSession } from '../../devices/mqtt-session';
import { permissions, scenario, type Watch } from '../scenario';
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

/** How long the queue holds a device back. */
async function delayArrivals({ clients, stack }: LeastPrivilegeGround, seconds: number): Promise<void> {
  await clients.sqs.setQueueAttributes({
    QueueUrl: stack.physicalName('ArrivalsQueue'),
    Attributes: { DelaySeconds: String(seconds) },
  });
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
    const { fleet } = ground;
    const { serial, identity } = await awayAndDue(ground);
    await delayArrivals(ground, 1);
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
        await delayArrivals(ground, arrivalDelaySeconds);
        await removeDevice(ground, serial);
      },
    };
  },
});

/** Of no certificate that AWS IoT has. */
const goneId = 'e'.repeat(64);

/** A device with a connection over another certificate than the one in force, which is not active. */
async function connectedAndCutOff({ fleet, clients, stack }: LeastPrivilegeGround) {
  const serial = newSerial();
  const { identity, session } = await fleet.provision(serial);
  const now = new Date();
  const { certificateId: issuedOver } = identity;
  await fleet.registry.recordRotationIssued(await fleet.registry.find(serial), {
    serial,
    certificateId: goneId,
    issuedOver,
    at: now,
  });
  await fleet.registry.proveCurrent({ serial, certificateId: goneId, source: 'presence', at: now });
  const isCutOff = () =>
    clients.sqs.sendMessage({
      QueueUrl: stack.physicalName('ArrivalsQueue'),
      MessageBody: writeArrival({
        serial,
        certificateId: goneId,
        source: 'presence',
        connectedAt: now,
        cutOff: { endedAt: now, awaySince: now, cuts: 0 },
      }),
      DelaySeconds: 0,
    });
  return { serial, identity, session, isCutOff };
}

const comingBack = scenario({
  title: 'a device that was cut off is connected all the same',
  needs: {
    'it is disconnected': permissions(role, {
      'cert/*': ['iot:DescribeCertificate'],
      'client/*': ['iot:DeleteConnection'],
    }),
    'it is disconnected again when it has come back': permissions(role, {
      ArrivalsQueue: ['sqs:SendMessage'],
    }),
  },
  async prepare(ground) {
    const { serial, identity, session, isCutOff } = await connectedAndCutOff(ground);
    await delayArrivals(ground, 1);
    const isGone = async (watch: Watch, connection: MqttSession) => {
      let isClosed: true | undefined;
      void connection.closed.then(() => (isClosed = true));
      await watch.until(`end of the connection of ${serial}`, () => isClosed);
    };
    return {
      steps: {
        'it is disconnected': async (watch) => {
          await isCutOff();
          await isGone(watch, session);
        },
        'it is disconnected again when it has come back': async (watch) =>
          isGone(watch, await connectAgain(ground, identity, serial)),
      },
      tidy: async () => {
        await delayArrivals(ground, arrivalDelaySeconds);
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
  comingBack,
  eventSource,
  loggedCall({
    title: 'the function behind the arrivals',
    function: 'ArrivalsFunction',
    role,
    logs: 'ArrivalsFunctionLogs',
  }),
];
