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

  it('is answered with a warning at each connect when its device says itself that it is there', async () => {
    await hooks.proof(confirmed('first', secondsAgo(1)));
    expect(hooks.warned).toEqual([serial]);
    hooks.clock.at = new Date('2027-01-10T12:30:00Z');
    await hooks.proof(confirmed('first', hooks.clock.at.getTime()));
    expect(hooks.warned).toEqual([serial, serial]);
  });

  it('is answered with what is left of the turn that a sweep gave the device while it was away', async () => {
    await hooks.registry.forgetWarnings(serial);
    await hooks.registry.noteDue(serial, idOf('first'), { dueFrom: now, at: now, turnSeconds: 1_800 });
    await hooks.proof(connected('first', now.getTime()));
    hooks.clock.at = new Date('2027-01-10T12:00:02Z');
    await hooks.proof(confirmed('first', hooks.clock.at.getTime()));
    hooks.clock.at = new Date('2027-01-10T12:40:00Z');
    await hooks.proof(confirmed('first', hooks.clock.at.getTime()));
    expect(hooks.turns).toEqual([1_798, undefined]);
  });

  it('is not taken as warned by that: the device may have left before it heard of it', async () => {
    await hooks.proof(confirmed('first', secondsAgo(1)));
    expect(await warnedAt()).toBeUndefined();
    expect(hooks.arrivals).toEqual([]);
  });

  describe('where no lifecycle event comes', () => {
    beforeEach(() => {
      hooks.warnings.presenceRule = false;
    });

    it('is warned of again a minute after it was confirmed, which says when', async () => {
      await hooks.proof(confirmed('first', secondsAgo(1)));
      const connectedAt = new Date(secondsAgo(1));
      expect(hooks.warned).toEqual([serial]);
      expect(hooks.arrivals).toEqual([
        { serial, certificateId: idOf('first'), source: 'confirmation', connectedAt },
      ]);
      expect(await warnedAt()).toBeUndefined();
    });

    it('is warned of again no more once a warning counts', async () => {
      await hooks.registry.noteWarned(serial, idOf('first'), now);
      await hooks.proof(confirmed('first', secondsAgo(1)));
      expect([hooks.warned, hooks.arrivals]).toEqual([[serial], []]);
    });

    it('is answered at once alone by a rule that does not say when the confirmation came', async () => {
      await hooks.proof(confirmed('first', undefined));
      expect([hooks.warned, hooks.arrivals]).toEqual([[serial], []]);
    });

    it('is brought again when the queue cannot be reached', async () => {
      const failure = new Error('SQS is away');
      jest.spyOn(hooks.warnings, 'warnSoon').mockRejectedValueOnce(failure);
      await expect(hooks.proof(confirmed('first', secondsAgo(1)))).rejects.toBe(failure);
      await hooks.proof(confirmed('first', secondsAgo(1)));
      expect(hooks.arrivals).toHaveLength(1);
    });
  });

  it('is warned of in a minute when AWS IoT says that it has connected', async () => {
    await hooks.proof(connected('first', secondsAgo(2)));
    const connectedAt = new Date(secondsAgo(2));
    expect(hooks.arrivals).toEqual([
      { serial, certificateId: idOf('first'), source: 'presence', connectedAt },
    ]);
    expect(hooks.warned).toEqual([]);
    expect(await warnedAt()).toBeUndefined();
  });

  it.each(['yesterday', undefined])('is not warned of without knowing when that was: %s', async (when) => {
    await hooks.proof(connected('first', when));
    expect(hooks.arrivals).toEqual([]);
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
