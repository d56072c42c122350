import { addDays, parseCertDate } from '@fleet/cert-dates';
import type { PendingCertificate } from '../devices/registration';
import type { MqttSession } from '../devices/mqtt-session';
import type { Rotating } from './rotating-fleet';

const serial = 'deaf-0001';

/** A device that is connected, receives its warnings and ignores them. */
export function expiry(rotating: Rotating): void {
  let identity: PendingCertificate;
  let session: MqttSession;
  let warnedOn: string;
  const daysLater = (days: number) => addDays(parseCertDate(warnedOn), days);

  beforeAll(async () => {
    ({ identity, session } = await rotating().fleet.provision(serial));
    await rotating().devices('age', serial, '20180630');
  });

  it('is warned, and the first warning that it received is noted', async () => {
    await session.subscribe([`cmd/${serial}/alerts`]);
    const alert = session.next(`cmd/${serial}/alerts`);
    // A warning of the day on which a certificate was proven was about the one before it. The daily sweep begins by
    // itself on the way, so that either sweep may be the first to warn.
    await rotating().cloud.moveTime('+1d');
    warnedOn = await rotating().today();
    await expect(rotating().sweep()).resolves.toMatchObject({ warned: 1 });
    expect(JSON.parse(Buffer.from(await alert).toString())).toMatchObject({ msg: 'rotate_cert' });
    await expect(rotating().attributes(serial)).resolves.toMatchObject({ rotation_notified: warnedOn });
  });

  it('keeps its certificate, and is warned, to the last day of grace', async () => {
    await expect(rotating().sweep(daysLater(14))).resolves.toMatchObject({ warned: 1, expired: 0 });
    await expect(rotating().status(identity.certificateId)).resolves.toBe('ACTIVE');
  });

  it('loses it the day after, and its connection with it', async () => {
    await expect(rotating().sweep(daysLater(15))).resolves.toMatchObject({ expired: 1, deactivated: 1 });
    await expect(rotating().status(identity.certificateId)).resolves.toBe('INACTIVE');
    await session.closed;
    await expect(rotating().fleet.connect(identity, { clientId: serial })).rejects.toThrow();
  });

  it('comes back with its claim, when the operator permits it', async () => {
    await expect(rotating().fleet.provisionUnproven(serial)).rejects.toMatchObject({ statusCode: 403 });
    await rotating().devices('permit', serial, 'reprovision');
    const { identity: fresh } = await rotating().fleet.provision(serial);
    await expect(rotating().status(fresh.certificateId)).resolves.toBe('ACTIVE');
  });
}
