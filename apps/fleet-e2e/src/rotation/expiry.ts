import { certificateInForce } from '@fleet/certificate-lifecycle';
import type { PendingCertificate } from '../devices/registration';
import type { MqttSession } from '../devices/mqtt-session';
import { orderSweep } from './operators-sweep';
import type { Rotating } from './rotating-fleet';

const wrongUsage = 2;

const serial = 'deaf-0001';

/** A device that is connected, receives its warnings and ignores them. */
export function expiry(rotating: Rotating): void {
  let identity: PendingCertificate;
  let session: MqttSession;
  let warnedOn: string;

  beforeAll(async () => {
    ({ identity, session } = await rotating().fleet.provision(serial));
    await rotating().devices('age', serial, '20180630');
  });

  it('is warned, and the first warning that its certificate was there for is noted', async () => {
    await session.subscribe([`cmd/${serial}/alerts`]);
    const alert = session.next(`cmd/${serial}/alerts`);
    // The daily sweep begins by itself on the way, so that either sweep may be the first to warn.
    await rotating().cloud.moveTime('+1d');
    warnedOn = await rotating().today();
    await expect(rotating().sweep()).resolves.toMatchObject({ warned: 1 });
    expect(JSON.parse(Buffer.from(await alert).toString())).toMatchObject({ msg: 'rotate_cert' });
    const { warnedAt = '' } = certificateInForce(await rotating().fleet.registry.find(serial)) ?? {};
    expect(warnedAt.slice(0, 10).replaceAll('-', '')).toBe(warnedOn);
  });

  it('keeps its certificate, and is warned, to the last day of grace', async () => {
    await rotating().cloud.moveTime('+14d');
    await expect(rotating().sweep()).resolves.toMatchObject({ warned: 1, expired: 0 });
    await expect(rotating().status(identity.certificateId)).resolves.toBe('ACTIVE');
  });

  it('loses it the day after, and its connection with it', async () => {
    await rotating().cloud.moveTime('+1d');
    // The daily sweep may be the first.
    await expect(rotating().sweep()).resolves.toMatchObject({ expired: 1 });
    await expect(rotating().status(identity.certificateId)).resolves.toBe('INACTIVE');
    await session.closed;
    await expect(rotating().fleet.connect(identity, { clientId: serial })).rejects.toThrow();
  });

  it('is not swept for a day that has not come', async () => {
    const future = orderSweep(rotating().cloud, '20491231');
    await expect(future.exit()).resolves.toBe(wrongUsage);
    expect(future.stderr.join('\n')).toContain('20491231 has not come yet');
  });

  it('comes back with its claim, when the operator permits it', async () => {
    await expect(rotating().fleet.provisionUnproven(serial)).rejects.toMatchObject({ statusCode: 403 });
    await rotating().devices('permit', serial, 'reprovision');
    const { identity: fresh } = await rotating().fleet.provision(serial);
    await expect(rotating().status(fresh.certificateId)).resolves.toBe('ACTIVE');
  });
}
