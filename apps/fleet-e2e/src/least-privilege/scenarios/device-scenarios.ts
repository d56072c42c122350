import { confirmationTopic, thingAttributes } from '@fleet/fleet-contract';
import { obtainCertificate, register } from '../../devices/registration';
import { newSerial } from '../least-privilege-ground';
import { permissions, scenario } from '../scenario';
import { connectAgain, dueDevice, removeDevice, rotatedDevice, setAttributes } from '../trial-devices';

const provisioning = scenario({
  title: 'a device exchanges its claim',
  needs: {
    'the provision hook lets it register': permissions('HooksProvisionRole', {
      'table/DevicesTable': ['dynamodb:GetItem', 'dynamodb:PutItem'],
      'thing/*': ['iot:ListThingGroupsForThing'],
    }),
  },
  async prepare({ fleet }) {
    const session = await fleet.connectClaim();
    const certificate = await obtainCertificate(session);
    return {
      steps: {
        'the provision hook lets it register': () =>
          register(session, fleet.names.provisioningTemplate, certificate, { SerialNumber: newSerial() }),
      },
      tidy: () => fleet.closeSessions(),
    };
  },
});

const unfinished = scenario({
  title: 'a device comes again after a registration that AWS IoT did not end',
  needs: {
    'the provision hook takes the thing for its own': permissions('HooksProvisionRole', {
      'thing/*': ['iot:DescribeThing', 'iot:ListThingPrincipals'],
    }),
  },
  async prepare(ground) {
    const { fleet, clients } = ground;
    const { thingGroup, provisioningTemplate } = fleet.names;
    const serial = newSerial();
    await fleet.provisionUnproven(serial);
    await clients.iot.removeThingFromThingGroup({ thingGroupName: thingGroup, thingName: serial });
    const session = await fleet.connectClaim();
    const certificate = await obtainCertificate(session);
    return {
      steps: {
        'the provision hook takes the thing for its own': () =>
          register(session, provisioningTemplate, certificate, { SerialNumber: serial }),
      },
      tidy: () => removeDevice(ground, serial),
    };
  },
});

const proof = scenario({
  title: 'a device connects for the first time',
  needs: {
    'the proof handler makes its certificate current': permissions('HooksProofRole', {
      'table/DevicesTable': ['dynamodb:GetItem', 'dynamodb:PutItem'],
      'thing/*': ['iot:ListThingPrincipals'],
      'cert/*': ['iot:DescribeCertificate'],
    }),
  },
  async prepare(ground) {
    const { fleet } = ground;
    const serial = newSerial();
    const identity = await fleet.provisionUnproven(serial);
    return {
      steps: {
        'the proof handler makes its certificate current': async (watch) => {
          await fleet.connect(identity, { clientId: serial });
          await watch.until(`proof of ${serial}`, async () => (await fleet.registry.find(serial))?.current);
        },
      },
      tidy: () => removeDevice(ground, serial),
    };
  },
});

const rotation = scenario({
  title: 'a device rotates',
  needs: {
    'the rotation hook lets it register': permissions('HooksRotationRole', {
      'table/DevicesTable': ['dynamodb:GetItem', 'dynamodb:PutItem'],
      'thing/*': ['iot:DescribeThing', 'iot:ListThingPrincipals'],
      'cert/*': ['iot:DescribeCertificate'],
    }),
  },
  async prepare(ground) {
    const { rotationTemplate } = ground.fleet.names;
    const { serial, session } = await dueDevice(ground);
    const certificate = await obtainCertificate(session);
    return {
      steps: {
        'the rotation hook lets it register': () =>
          register(session, rotationTemplate, certificate, { SerialNumber: serial }),
      },
      tidy: () => removeDevice(ground, serial),
    };
  },
});

const retirement = scenario({
  title: 'a device confirms its successor',
  needs: {
    'the proof handler retires the certificate before': permissions('HooksProofRole', {
      'cert/*': ['iot:UpdateCertificate', 'iot:DetachThingPrincipal', 'iot:DetachPolicy'],
    }),
  },
  async prepare(ground) {
    const { fleet } = ground;
    const { serial, before, successor } = await rotatedDevice(ground);
    return {
      steps: {
        'the proof handler retires the certificate before': async (watch) => {
          const session = await connectAgain(ground, successor, serial);
          // A device that does not confirm keeps the certificate before for another day.
          await session.publish(confirmationTopic(serial), Buffer.from('{}'), { qos: 1 });
          await watch.until(`retirement of the certificate before of ${serial}`, async () => {
            const record = await fleet.registry.find(serial);
            return record?.certificates.find(
              ({ certificateId, service }) => certificateId === before.certificateId && service === 'retired',
            );
          });
        },
      },
      tidy: () => removeDevice(ground, serial),
    };
  },
});

const lateProof = scenario({
  title: 'a device connects with a successor that a sweep had given up',
  needs: {
    'the proof handler puts its date back on the thing': permissions('HooksProofRole', {
      'thing/*': ['iot:UpdateThing'],
    }),
  },
  async prepare(ground) {
    const { fleet, clients } = ground;
    const { serial, successor } = await rotatedDevice(ground);
    const withdrawn = '20200101';
    await setAttributes(ground, serial, { [thingAttributes.certIssuance]: withdrawn });
    await fleet.registry.noteDateWithdrawn(serial, [successor.certificateId], new Date());
    return {
      steps: {
        'the proof handler puts its date back on the thing': async (watch) => {
          await connectAgain(ground, successor, serial);
          await watch.until(`date of the successor of ${serial}`, async () => {
            const { attributes = {} } = await clients.iot.describeThing({ thingName: serial });
            return attributes[thingAttributes.certIssuance] === withdrawn ? undefined : true;
          });
        },
      },
      tidy: () => removeDevice(ground, serial),
    };
  },
});

const lostConfirmation = scenario({
  title: 'a rule may not call its function any more',
  needs: {
    'the queue of failures gets the message': permissions('ProofErrorActionRole', {
      ProofFailures: ['sqs:SendMessage'],
    }),
  },
  async prepare(ground) {
    const { fleet, clients, failures, stack } = ground;
    const serial = newSerial();
    const { session } = await fleet.provision(serial);
    const permission = {
      FunctionName: fleet.names.proofHandler,
      StatementId: stack.physicalName('ProofConfirmationMayInvoke'),
    };
    const { ruleArn } = await clients.iot.getTopicRule({ ruleName: fleet.names.confirmationRule });
    await clients.lambda.removePermission(permission);
    return {
      steps: {
        'the queue of failures gets the message': async (watch) => {
          await session.publish(confirmationTopic(serial), Buffer.from('{}'), { qos: 1 });
          await watch.until(`message of ${serial}`, () => failures.take(confirmationTopic(serial)));
        },
      },
      tidy: async () => {
        await clients.lambda.addPermission({
          ...permission,
          Action: 'lambda:InvokeFunction',
          Principal: 'iot.amazonaws.com',
          SourceArn: ruleArn,
        });
        await removeDevice(ground, serial);
      },
    };
  },
});

/** What devices do, and what the functions behind their templates and rules need for it. */
export const deviceScenarios = [
  ...[provisioning, unfinished],
  ...[proof, rotation, retirement, lateProof],
  lostConfirmation,
];
