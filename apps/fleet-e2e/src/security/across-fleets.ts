import { certificateInForce } from '@fleet/certificate-lifecycle';
import { certificateIdOf, policyInEffect } from '../devices/identity';
import { obtainCertificate, register } from '../devices/registration';
import { eventually } from '@fleet/eventually';
import { sweepByOperator } from '../rotation/operators-sweep';
import { expectRefusal, spendTokenTwice } from './takeover';
import { newSerial, type Fleets } from './two-fleets';

export function acrossFleets(fleets: Fleets): void {
  it('receives no message of the other’s claim: the policy closes the connection', async () => {
    const { documented, strict } = fleets();
    for (const [own, other] of [
      [documented, strict],
      [strict, documented],
    ] as const) {
      for (const template of [other.names.provisioningTemplate, other.names.rotationTemplate]) {
        const claim = await own.connectClaim();
        await claim.publish(`$aws/provisioning-templates/${template}/provision/json`, Buffer.from('{}'), {
          qos: 0,
        });
        await expect(claim.closed).resolves.toBe(0x87);
      }
    }
  });

  it('does not know a claim of the other, even with its own policy on it', async () => {
    const { documented, strict, iot, cloud } = fleets();
    const { region, accountId } = cloud.endpoints;
    const certificateId = certificateIdOf(await documented.claim());
    const attachment = {
      policyName: strict.names.bootstrapPolicy,
      target: `arn:aws:iot:${region}:${accountId}:cert/${certificateId}`,
    };
    await iot.attachPolicy(attachment);
    await policyInEffect(iot, attachment.policyName, attachment.target);
    try {
      const claim = await documented.connectClaim();
      const certificate = await obtainCertificate(claim);
      await expect(
        register(claim, strict.names.provisioningTemplate, certificate, { SerialNumber: newSerial() }),
      ).rejects.toMatchObject({ statusCode: 403 });
      await expect(
        strict.decisions.about({ source: 'provision', certificateId: certificate.certificateId }),
      ).resolves.toMatchObject({ reason: 'unknown-claim', principal: certificateId });
    } finally {
      await iot.detachPolicy(attachment);
    }
  });

  it('does not take over a device of the other, proven or not', async () => {
    const { documented, strict } = fleets();
    const [proven, unproven] = [newSerial(), newSerial()];
    await strict.provision(proven);
    await strict.provisionUnproven(unproven);
    await expectRefusal(documented, proven, 'foreign-thing');
    await expectRefusal(documented, unproven, 'foreign-thing');
  });

  it('does not take one over either whose serial it had put on record before the device came', async () => {
    const { documented, strict } = fleets();
    const reserved = await spendTokenTwice(documented);
    await strict.provisionUnproven(reserved);
    await expectRefusal(documented, reserved, 'foreign-thing');
  });

  it('does not rotate a device of the other: the policy closes the connection', async () => {
    const { documented, strict } = fleets();
    const { session } = await documented.provision(newSerial());
    const topic = `$aws/provisioning-templates/${strict.names.rotationTemplate}/provision/json`;
    await session.publish(topic, Buffer.from('{}'), { qos: 0 });
    await expect(session.closed).resolves.toBe(0x87);
  });

  it('is swept by workers of its own, which leave the devices of the other alone', async () => {
    const { documented, strict, iot, cloud, strictEnvironment } = fleets();
    const [serial, other] = [newSerial(), newSerial()];
    await strict.provision(serial);
    await documented.provision(other);
    const attributePayload = { attributes: { cert_issuance: '20180630' }, merge: true };
    for (const thingName of [serial, other]) {
      await iot.updateThing({ thingName, attributePayload });
    }
    const notified = async ({ registry }: typeof strict, thingName: string) =>
      certificateInForce(await registry.find(thingName))?.dueNotedAt;
    // The monitor finds; warned by it is nobody.
    await expect(sweepByOperator(cloud, strictEnvironment)).resolves.toMatchObject({
      warned: 0,
      failed: 0,
    });
    await eventually(`warning of ${serial}`, () => notified(strict, serial));
    await expect(notified(documented, other)).resolves.toBeUndefined();
  });
}
