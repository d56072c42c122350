import { SQS } from '@aws-sdk/client-sqs';
import { certificateInForce } from '@fleet/certificate-lifecycle';
import { eventually } from '@fleet/eventually';
import { sdkSettings } from '@fleet/local-fleet';
import type { Identity } from '../devices/identity';
import type { PendingCertificate } from '../devices/registration';
import { throttled, type MqttSession } from '../devices/mqtt-session';
import { rotatingFleet } from './rotating-fleet';

const stored = 'stored-0001';
const away = 'away-0001';

/** Due for certain, whatever its place in the spread. */
const untilDue = '+367d';
/** The days between the sweeps until grace is over: that of its last day comes, and the one after it. */
const untilGraceIsOver = [13, 1, 1];

/** One lies in storage, and one is away at the hour of the sweeps, and never confirms. */
describe('two devices that hear no warning of a sweep', () => {
  const rotating = rotatingFleet();
  let inStorage: PendingCertificate;
  let onItsWay: PendingCertificate;

  const connect = (identity: Identity, clientId: string): Promise<MqttSession> =>
    eventually(`connection as ${clientId}`, () =>
      rotating().fleet.connect(identity, { clientId }).catch(throttled),
    );
  const certificateOf = async (serial: string) =>
    certificateInForce(await rotating().fleet.registry.find(serial));

  /** Waits until the proof handler has put an arrival into the queue. */
  const heldBack = async () => {
    const sqs = new SQS(sdkSettings(rotating().cloud.endpoints));
    try {
      const { QueueUrl } = await sqs.getQueueUrl({ QueueName: rotating().fleet.names.arrivalsQueue });
      const held = 'ApproximateNumberOfMessagesDelayed';
      await eventually('arrival that is held back', async () => {
        const { Attributes = {} } = await sqs.getQueueAttributes({ QueueUrl, AttributeNames: [held] });
        return Number(Attributes[held]) > 0 ? true : undefined;
      });
    } finally {
      sqs.destroy();
    }
  };

  beforeAll(async () => {
    const first = await rotating().fleet.provision(stored);
    const second = await rotating().fleet.provision(away);
    inStorage = first.identity;
    onItsWay = second.identity;
    await first.session.close();
    await second.session.close();
    await rotating().cloud.moveTime(untilDue);
  });

  it('are warned, and no day of grace runs: neither for whom a claim is connected under its name', async () => {
    const claim = await connect(await rotating().fleet.claim(), stored);
    await rotating().sweep();
    for (const serial of [stored, away]) {
      await expect(certificateOf(serial)).resolves.toHaveProperty('dueNotedAt');
      await expect(certificateOf(serial)).resolves.not.toHaveProperty('warnedAt');
    }
    await claim.close();
  });

  it('are warned a minute after they have come, which counts', async () => {
    const session = await connect(onItsWay, away);
    await session.subscribe([`cmd/${away}/alerts`]);
    const alert = session.next(`cmd/${away}/alerts`);
    await heldBack();
    await rotating().cloud.moveTime('+61s');
    expect(JSON.parse(Buffer.from(await alert).toString())).toEqual({ msg: 'rotate_cert' });
    await eventually(`warning of ${away}`, async () => (await certificateOf(away))?.warnedAt);
    await session.close();
  });

  it('lose their certificate when their days of grace have passed, and not before', async () => {
    for (const days of untilGraceIsOver) {
      await expect(rotating().status(onItsWay.certificateId)).resolves.toBe('ACTIVE');
      const claim = await connect(await rotating().fleet.claim(), stored);
      await rotating().cloud.moveTime(`+${days}d`);
      await rotating().sweep();
      await claim.close();
    }
    await expect(rotating().status(onItsWay.certificateId)).resolves.toBe('INACTIVE');
    await expect(rotating().status(inStorage.certificateId)).resolves.toBe('ACTIVE');
    await expect(certificateOf(stored)).resolves.not.toHaveProperty('warnedAt');
  });
});
