import { certificateIdOf } from '../devices/identity';
import { obtainCertificate, register } from '../devices/registration';
import { expectRefusal, spendTokenTwice } from './takeover';
import { newSerial, type Fleets } from './two-fleets';

export function acrossFleets(fleets: Fleets): void {
  it('does not hear a claim of the other: the policy closes the connection', async () => {
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
}
