import { certificateInForce } from '@fleet/certificate-lifecycle';
import {
  confirmation,
  hookEvent,
  hooksWithClaim,
  idOf,
  provisionDevice,
  type HooksInMemory,
} from '../testing/hooks-in-memory';

const serial = 'sensor-1';
const now = new Date('2027-01-10T12:00:00Z');
const secondsAgo = (seconds: number) => now.getTime() - seconds * 1_000;

/** A confirmation that has reached AWS IoT at that moment. */
const confirmed = (certificate: string, at?: number) => ({ ...confirmation(certificate, serial), at });

const connected = (certificate: string, connectedAt: unknown) => ({
  principal: idOf(certificate),
  clientId: serial,
  source: 'presence',
  connectedAt,
});

describe('the proof of a certificate that is due', () => {
  let hooks: HooksInMemory;

  beforeEach(async () => {
    hooks = await hooksWithClaim();
    await provisionDevice(hooks, serial, 'first');
    await hooks.proof(confirmation('first', serial));
    hooks.clock.at = now;
    await hooks.registry.noteDue(serial, idOf('first'), { dueFrom: now, at: now });
  });

  const warnedAt = async () => certificateInForce(await hooks.registry.find(serial))?.warnedAt;

  it('is answered with a warning when its device says itself that it is there, which is noted', async () => {
    await hooks.proof(confirmed('first', secondsAgo(1)));
    expect(hooks.warned).toEqual([serial]);
    expect(await warnedAt()).toBe(now.toISOString());
  });

  it('is answered at each connect, and noted the first time', async () => {
    await hooks.proof(confirmed('first', secondsAgo(1)));
    hooks.clock.at = new Date('2027-01-10T12:30:00Z');
    const before = await hooks.registry.find(serial);
    await hooks.proof(confirmed('first', hooks.clock.at.getTime()));
    expect(hooks.warned).toEqual([serial, serial]);
    expect(await hooks.registry.find(serial)).toEqual(before);
  });

  it.each([
    ['that comes late, as its device may have left', secondsAgo(11)],
    ['of a rule that does not say when it came', undefined],
  ])('is answered but not noted for a confirmation %s', async (_, at) => {
    await hooks.proof(confirmed('first', at));
    expect(hooks.warned).toEqual([serial]);
    expect(await warnedAt()).toBeUndefined();
  });

  it('is warned of in a minute when AWS IoT says that it has connected', async () => {
    await hooks.proof(connected('first', secondsAgo(2)));
    const connectedAt = new Date(secondsAgo(2));
    expect(hooks.arrivals).toEqual([{ serial, certificateId: idOf('first'), connectedAt }]);
    expect(hooks.warned).toEqual([]);
    expect(await warnedAt()).toBeUndefined();
  });

  it.each(['yesterday', undefined])('is not warned of without knowing when that was: %s', async (when) => {
    await hooks.proof(connected('first', when));
    expect(hooks.arrivals).toEqual([]);
  });

  it('is brought again when the warning fails, and then noted no more', async () => {
    const failure = new Error('AWS IoT is away');
    jest.spyOn(hooks.registry, 'noteWarned').mockRejectedValueOnce(failure);
    await expect(hooks.proof(confirmed('first', secondsAgo(1)))).rejects.toBe(failure);
    hooks.clock.at = new Date('2027-01-10T12:05:00Z');
    await hooks.proof(confirmed('first', secondsAgo(1)));
    expect(await warnedAt()).toBeUndefined();
  });

  describe('is not answered', () => {
    it.each([
      ['a claim under its name', confirmed('claim', secondsAgo(1))],
      ['a claim that connects under its name', connected('claim', secondsAgo(1))],
      [
        'a device that says it has connected',
        { ...connected('first', secondsAgo(1)), publisher: idOf('second') },
      ],
    ])('for %s', async (_, event) => {
      await hooks.proof(event);
      expect([hooks.warned, hooks.arrivals, await warnedAt()]).toEqual([[], [], undefined]);
    });

    it('for its successor, which is none of its business', async () => {
      const parameters = { SerialNumber: serial };
      await hooks.rotation(hookEvent({ over: 'first', certificate: 'second', clientId: serial, parameters }));
      hooks.iot.register(serial, idOf('second'), '20270110');
      await hooks.proof(confirmed('second', secondsAgo(1)));
      await hooks.proof(confirmed('second', secondsAgo(1)));
      expect([hooks.warned, await warnedAt()]).toEqual([[], undefined]);
    });

    it('where it is not due, however often a fleet reconnects', async () => {
      await hooks.registry.forgetWarnings(serial);
      await hooks.proof(connected('first', secondsAgo(1)));
      const before = await hooks.registry.find(serial);
      await hooks.proof(confirmed('first', secondsAgo(1)));
      await hooks.proof(connected('first', secondsAgo(0)));
      expect([hooks.warned, hooks.arrivals]).toEqual([[], []]);
      expect(await hooks.registry.find(serial)).toEqual(before);
    });
  });
});
