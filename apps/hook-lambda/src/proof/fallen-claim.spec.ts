import {
  confirmation,
  hookEvent,
  hooksWithClaim,
  idOf,
  provisionDevice,
  type HooksInMemory,
} from '../testing/hooks-in-memory';

const serial = 'sensor-1';

describe('a certificate that was never proven, after its claim was revoked', () => {
  let hooks: HooksInMemory;

  beforeEach(async () => {
    hooks = await hooksWithClaim();
    await provisionDevice(hooks, serial, 'thief');
  });

  const record = () => hooks.registry.find(serial);
  const isActive = (certificate: string) => hooks.iot.isActiveCertificateOf(serial, idOf(certificate));
  /** The next generation's claim, with which the genuine device was flashed. */
  const provisionGenuine = async () => {
    const issuedAt = hooks.clock.at.toISOString();
    const certificateId = idOf('next-claim');
    await hooks.registry.recordClaim({ certificateId, model: 'model-1', issuedAt });
    return provisionDevice(hooks, serial, 'owner', 'next-claim');
  };

  it.each([
    ['revoked', () => hooks.registry.noteClaimRevoked(idOf('claim'), hooks.clock.at)],
    ['retired', () => hooks.registry.removeClaim(idOf('claim'))],
  ])('is refused when its claim is %s, 360 days later too, and made inactive at once', async (_, fall) => {
    await fall();
    hooks.clock.at = new Date('2026-12-27T12:00:00Z');
    await hooks.proof(confirmation('thief', serial));
    expect((await record())?.current).toBeUndefined();
    expect(hooks.reasons().at(-1)).toBe('fallen-claim');
    expect(await isActive('thief')).toBe(false);
    expect((await record())?.certificates).toEqual([
      expect.objectContaining({
        supersededAt: hooks.clock.at.toISOString(),
        retainUntil: expect.any(String),
      }),
    ]);
  });

  it('leaves the serial to the genuine device, which comes with a claim that stands', async () => {
    await hooks.registry.noteClaimRevoked(idOf('claim'), hooks.clock.at);
    expect(await provisionGenuine()).toBe(true);
    await hooks.proof(confirmation('thief', serial));
    await hooks.proof(confirmation('owner', serial));
    expect((await record())?.current).toBe(idOf('owner'));
    expect([await isActive('thief'), await isActive('owner')]).toEqual([false, true]);
  });

  it('is proven by no rotation over it either', async () => {
    await hooks.registry.noteClaimRevoked(idOf('claim'), hooks.clock.at);
    hooks.clock.at = new Date('2026-12-27T12:00:00Z');
    const request = { clientId: serial, parameters: { SerialNumber: serial } };
    await hooks.rotation(hookEvent({ over: 'thief', certificate: 'second', ...request }));
    expect(hooks.reasons().at(-1)).toBe('fallen-claim');
    expect((await record())?.current).toBeUndefined();
    expect((await record())?.certificates).toHaveLength(1);
  });

  it('stays refused with an operator’s permit, which is for a device with another claim', async () => {
    await hooks.proof(confirmation('thief', serial));
    await hooks.registry.grantPermit(serial, 'reprovision', new Date('2026-02-01T00:00:00Z'));
    await provisionDevice(hooks, serial, 'again');
    await hooks.registry.noteClaimRevoked(idOf('claim'), hooks.clock.at);
    await hooks.proof(confirmation('again', serial));
    expect((await record())?.current).toBe(idOf('thief'));
    expect(await provisionGenuine()).toBe(true);
    await hooks.proof(confirmation('owner', serial));
    expect((await record())?.current).toBe(idOf('owner'));
  });

  it('lets its device rotate on where it was proven before: only who never came is shut out', async () => {
    await hooks.proof(confirmation('thief', serial));
    await hooks.registry.noteClaimRevoked(idOf('claim'), hooks.clock.at);
    await hooks.registry.grantPermit(serial, 'rotate', new Date('2026-02-01T00:00:00Z'));
    const request = { clientId: serial, parameters: { SerialNumber: serial } };
    await hooks.rotation(hookEvent({ over: 'thief', certificate: 'second', ...request }));
    hooks.iot.register(serial, idOf('second'), '20260101');
    await hooks.proof(confirmation('second', serial));
    expect((await record())?.current).toBe(idOf('second'));
  });
});

describe('the provision hook', () => {
  it('refuses a claim whose revocation is noted, though AWS IoT may not have cut it off yet', async () => {
    const hooks = await hooksWithClaim();
    await hooks.registry.noteClaimRevoked(idOf('claim'), hooks.clock.at);
    expect(await provisionDevice(hooks, serial, 'late')).toBe(false);
    expect(hooks.reasons()).toEqual(['revoked-claim']);
    expect(await hooks.registry.find(serial)).toBeUndefined();
  });

  it('takes a claim of an older release, whose record knows neither generation nor revocation', async () => {
    const hooks = await hooksWithClaim();
    expect(await provisionDevice(hooks, serial, 'first')).toBe(true);
    await hooks.proof(confirmation('first', serial));
    expect((await hooks.registry.find(serial))?.current).toBe(idOf('first'));
  });
});
