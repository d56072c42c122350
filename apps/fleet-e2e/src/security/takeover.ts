import assert from 'node:assert/strict';
import type { DeployedFleet } from '../deployment/deployed-fleet';
import { obtainCertificate, register } from '../devices/registration';
import { eventually } from '@fleet/eventually';
import { newSerial, type Fleets } from './two-fleets';

export function takeover(fleets: Fleets): void {
  it('is refused to a claim once it is proven', async () => {
    const { documented } = fleets();
    const serial = newSerial();
    await documented.provision(serial);
    await expectRefusal(documented, serial, 'has-current');
  });

  it('is refused to a claim of another model than the operator allowed', async () => {
    const { strict } = fleets();
    const serial = newSerial();
    await strict.registry.allow(serial, { model: 'model-1' });
    await expectRefusal(strict, serial, 'foreign-model', 'model-2');
  });

  it('has the model of the claim, whatever the device says', async () => {
    const { strict, iot } = fleets();
    const serial = newSerial();
    const claim = await strict.connectClaim('model-2');
    await register(claim, strict.names.provisioningTemplate, await obtainCertificate(claim), {
      SerialNumber: serial,
      ModelType: 'model-1',
      CertDate: '20990101',
    });
    const { attributes } = await iot.describeThing({ thingName: serial });
    expect(attributes).toMatchObject({ model_type: 'model-2' });
    expect(attributes?.['cert_issuance']).not.toBe('20990101');
  });

  it('is refused when this stack has not made it', async () => {
    const { documented, iot } = fleets();
    const serial = newSerial();
    await iot.createThing({ thingName: serial });
    await expectRefusal(documented, serial, 'foreign-thing');
    expect((await iot.listThingPrincipals({ thingName: serial })).principals).toEqual([]);
  });

  it('is refused also when its serial was put on record beforehand, with one token for two serials', async () => {
    const { documented, iot } = fleets();
    const unregistered = await spendTokenTwice(documented);
    await iot.createThing({ thingName: unregistered });
    await expectRefusal(documented, unregistered, 'foreign-thing');
  });

  it('belongs to the first of two that proves itself, and the other never can again', async () => {
    const { documented, iot } = fleets();
    const serial = newSerial();
    const owner = await documented.provisionUnproven(serial);
    const other = await documented.provisionUnproven(serial);
    const session = await documented.connect(owner, { clientId: serial });
    await documented.proven(serial, owner.certificateId);
    await eventually('retirement of the other', async () => {
      const { certificateDescription } = await iot.describeCertificate({
        certificateId: other.certificateId,
      });
      return certificateDescription?.status === 'INACTIVE' ? true : undefined;
    });
    await expect(documented.connect(other, { clientId: serial })).rejects.toThrow('closed');
    await expectRefusal(documented, serial, 'has-current');
    expect((await documented.registry.find(serial))?.current).toBe(owner.certificateId);
    // The owner was there all the time.
    await session.publish(`cmd/${serial}/status`, Buffer.from('here'), { qos: 1 });
  });
}

/** A claim asks for the serial, gets 403, and the hook's log says why. */
export async function expectRefusal(
  fleet: DeployedFleet,
  serial: string,
  reason: string,
  model?: string,
): Promise<void> {
  const claim = await fleet.connectClaim(model);
  const certificate = await obtainCertificate(claim);
  await expect(
    register(claim, fleet.names.provisioningTemplate, certificate, { SerialNumber: serial }),
  ).rejects.toMatchObject({ statusCode: 403 });
  const { certificateId } = certificate;
  await expect(fleet.decisions.about({ source: 'provision', certificateId })).resolves.toMatchObject({
    decision: 'refused',
    reason,
    serial,
  });
}

/**
 * Two connections of one claim use one ownership token at the same time, each for a serial of its own.
 * @returns the serial that the hook has let have the certificate, and AWS IoT has not registered
 */
export async function spendTokenTwice(
  fleet: DeployedFleet,
  serials = [newSerial(), newSerial()],
): Promise<string> {
  const claims = await Promise.all(
    serials.map(async (serial) => ({ serial, session: await fleet.connectClaim() })),
  );
  const [first] = claims;
  assert(first !== undefined, 'There are serials to ask for');
  const certificate = await obtainCertificate(first.session);
  const outcomes = await Promise.allSettled(
    claims.map(({ serial, session }) =>
      register(session, fleet.names.provisioningTemplate, certificate, { SerialNumber: serial }),
    ),
  );
  const failed = outcomes.findIndex(({ status }) => status === 'rejected');
  const failure = outcomes[failed];
  expect(failure).toMatchObject({ reason: { errorCode: 'InvalidCertificateOwnershipToken' } });
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  const unregistered = serials[failed];
  assert(unregistered !== undefined, 'One of the serials was refused');
  return unregistered;
}
