import { RequestRejectedError } from '@fleet/provisioning-protocol';
import { obtainCertificate, register } from '../devices/registration';
import { newSerial } from '../security/two-fleets';
import type { Rotating } from './rotating-fleet';

/** What a device could try with ownership tokens and permits that are not its own, not fresh, or over. */
export function abuse(rotating: Rotating): void {
  async function dueDevice() {
    const { fleet } = rotating();
    const serial = newSerial();
    const device = await fleet.provision(serial);
    await fleet.registry.grantPermit(serial, 'rotate', new Date(Date.now() + 3 * 365 * 86_400_000));
    return { serial, ...device };
  }
  afterEach(() => rotating().fleet.closeSessions());

  const template = () => rotating().fleet.names.rotationTemplate;

  it('with the token of another’s certificate, for that other device, is refused by the hook', async () => {
    const { fleet } = rotating();
    const [victim, thief] = [await dueDevice(), await dueDevice()];
    const pending = await obtainCertificate(victim.session);
    const stolen = register(thief.session, template(), pending, { SerialNumber: victim.serial });
    await expect(stolen).rejects.toMatchObject({ statusCode: 403 });
    const { certificateId } = pending;
    await expect(fleet.decisions.about({ source: 'rotation', certificateId })).resolves.toMatchObject({
      reason: 'not-its-own-thing',
      principal: thief.identity.certificateId,
    });
    await expect(rotating().certificatesOf(victim.serial)).resolves.toEqual([victim.identity.certificateId]);
  });

  it('with the token of another’s certificate, for itself, takes nothing from either', async () => {
    // A token is a bearer's, and the certificate is of no use without its key, which never left the other device.
    const [victim, thief] = [await dueDevice(), await dueDevice()];
    const pending = await obtainCertificate(victim.session);
    await register(thief.session, template(), pending, { SerialNumber: thief.serial });
    await expect(rotating().certificatesOf(victim.serial)).resolves.toEqual([victim.identity.certificateId]);
    for (const clientId of [victim.serial, thief.serial]) {
      const { fleet } = rotating();
      const { certificate } = pending;
      const { privateKey } = thief.identity;
      await expect(fleet.connect({ certificate, privateKey }, { clientId })).rejects.toThrow();
    }
    const fresh = await obtainCertificate(victim.session);
    await register(victim.session, template(), fresh, { SerialNumber: victim.serial });
    const attached = await rotating().certificatesOf(victim.serial);
    expect([...attached].sort()).toEqual([victim.identity.certificateId, fresh.certificateId].sort());
  });

  it('with a token that has done its work is refused', async () => {
    const { serial, session } = await dueDevice();
    const pending = await obtainCertificate(session);
    await register(session, template(), pending, { SerialNumber: serial });
    const certificates = await rotating().certificatesOf(serial);
    await expect(register(session, template(), pending, { SerialNumber: serial })).rejects.toBeInstanceOf(
      RequestRejectedError,
    );
    await expect(rotating().certificatesOf(serial)).resolves.toEqual(certificates);
  });

  it('with a token of more than an hour is refused', async () => {
    const { serial, session, identity } = await dueDevice();
    const pending = await obtainCertificate(session);
    await rotating().cloud.moveTime('+61m');
    await expect(register(session, template(), pending, { SerialNumber: serial })).rejects.toBeInstanceOf(
      RequestRejectedError,
    );
    await expect(rotating().certificatesOf(serial)).resolves.toEqual([identity.certificateId]);
  });

  it('with a permit whose time is over is refused by the hook', async () => {
    const { fleet, cloud } = rotating();
    const serial = newSerial();
    const { session } = await fleet.provision(serial);
    await rotating().devices('permit', serial, 'rotate', '--hours', '1');
    await cloud.moveTime('+61m');
    const pending = await obtainCertificate(session);
    await expect(register(session, template(), pending, { SerialNumber: serial })).rejects.toMatchObject({
      statusCode: 403,
    });
    await expect(
      fleet.decisions.about({ source: 'rotation', certificateId: pending.certificateId }),
    ).resolves.toMatchObject({ reason: 'not-due' });
    await expect(rotating().sweep()).resolves.toMatchObject({ failed: 0 });
    expect((await fleet.registry.find(serial))?.permits).toEqual({});
  });

  it('of a device that is blocked is refused, with its claim and a permit to start over', async () => {
    const { fleet } = rotating();
    const { serial, session } = await dueDevice();
    await rotating().devices('permit', serial, 'reprovision');
    await rotating().devices('block', serial, '--no-wait');
    await session.closed;
    await expect(fleet.provisionUnproven(serial)).rejects.toMatchObject({ statusCode: 403 });
    await expect(
      fleet.decisions.about({ source: 'provision', serial, reason: 'blocked' }),
    ).resolves.toBeDefined();
  });
}
