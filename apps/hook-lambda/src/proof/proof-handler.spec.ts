import {
  confirmation,
  hookEvent,
  hooksWithClaim,
  idOf,
  provisionDevice,
  type HooksInMemory,
} from '../testing/hooks-in-memory';

describe('the proof handler', () => {
  let hooks: HooksInMemory;

  beforeEach(async () => {
    hooks = await hooksWithClaim();
  });

  const current = async () => (await hooks.registry.find('sensor-1'))?.current;
  const isActive = (certificate: string) => hooks.iot.isActiveCertificateOf('sensor-1', idOf(certificate));

  it('makes the first certificate current that proves itself, and shuts the other out for good', async () => {
    await provisionDevice(hooks, 'sensor-1', 'thief');
    await provisionDevice(hooks, 'sensor-1', 'owner');
    await hooks.proof(confirmation('owner', 'sensor-1'));
    expect(await current()).toBe(idOf('owner'));
    expect(await isActive('thief')).toBe(false);
    await hooks.proof(confirmation('thief', 'sensor-1'));
    expect(await current()).toBe(idOf('owner'));
  });

  it('takes being seen connected for proof, from devices that never confirm', async () => {
    await provisionDevice(hooks, 'sensor-1', 'first');
    await hooks.proof({ principal: idOf('first'), clientId: 'sensor-1', source: 'presence' });
    expect(await current()).toBe(idOf('first'));
  });

  it('does not believe a device that says who else has connected', async () => {
    await provisionDevice(hooks, 'sensor-1', 'first');
    const event = { principal: idOf('first'), clientId: 'sensor-1', source: 'presence' };
    await hooks.proof({ ...event, publisher: idOf('second-device') });
    expect(await current()).toBeUndefined();
    expect(hooks.reasons().at(-1)).toBe('forged-event');
    await hooks.proof({ ...event, publisher: idOf('first') });
    expect(await current()).toBe(idOf('first'));
  });

  it('gives the thing date and model of a certificate that is proven late, which a sweep had withdrawn', async () => {
    await provisionDevice(hooks, 'sensor-1', 'first');
    await hooks.proof(confirmation('first', 'sensor-1'));
    hooks.clock.at = new Date('2027-01-10T12:00:00Z');
    const request = { clientId: 'sensor-1', parameters: { SerialNumber: 'sensor-1' } };
    await hooks.rotation(hookEvent({ over: 'first', certificate: 'second', ...request }));
    hooks.iot.register('sensor-1', idOf('second'), '20260101');
    await hooks.registry.noteDateWithdrawn('sensor-1', [idOf('second')], hooks.clock.at);
    await hooks.proof(confirmation('second', 'sensor-1'));
    expect((await hooks.iot.thing('sensor-1'))?.attributes).toEqual({
      cert_issuance: '20270110',
      model_type: 'model-1',
    });
    const record = await hooks.registry.find('sensor-1');
    expect(
      record?.certificates.find(({ certificateId }) => certificateId === record.current),
    ).not.toHaveProperty('dateWithdrawnAt');
  });

  it('makes a certificate active again that a sweep took for lost while it was on its way', async () => {
    await provisionDevice(hooks, 'sensor-1', 'first');
    await hooks.proof(confirmation('first', 'sensor-1'));
    hooks.clock.at = new Date('2027-01-10T12:00:00Z');
    const request = { clientId: 'sensor-1', parameters: { SerialNumber: 'sensor-1' } };
    await hooks.rotation(hookEvent({ over: 'first', certificate: 'second', ...request }));
    hooks.iot.register('sensor-1', idOf('second'), '20270110');
    await hooks.iot.retire('sensor-1', idOf('second'));
    await hooks.registry.takeForLost('sensor-1', idOf('second'), hooks.clock.at);
    const retirement = { at: hooks.clock.at, retainDays: 30 };
    await hooks.registry.noteRetired('sensor-1', [idOf('second')], retirement);
    await hooks.proof(confirmation('second', 'sensor-1'));
    expect(await current()).toBe(idOf('second'));
    expect(await isActive('second')).toBe(true);
    expect(await isActive('first')).toBe(false);
    // Only the sweep knows that it is not about to make it inactive.
    expect((await hooks.registry.find('sensor-1'))?.certificates.at(-1)).toHaveProperty('lostAt');
  });

  it('retires the old certificate once its successor has confirmed', async () => {
    await provisionDevice(hooks, 'sensor-1', 'first');
    await hooks.proof(confirmation('first', 'sensor-1'));
    await hooks.registry.grantPermit('sensor-1', 'rotate', new Date('2027-01-01T00:00:00Z'));
    const event = {
      over: 'first',
      certificate: 'second',
      clientId: 'sensor-1',
      parameters: { SerialNumber: 'sensor-1' },
    };
    await hooks.rotation(hookEvent(event));
    hooks.iot.register('sensor-1', idOf('second'), '20260101');
    expect(await isActive('first')).toBe(true);
    await hooks.proof(confirmation('second', 'sensor-1'));
    expect([await isActive('first'), await isActive('second')]).toEqual([false, true]);
    expect(await current()).toBe(idOf('second'));
  });

  it.each([
    ['a confirmation', { at: Date.parse('2027-01-02T00:00:00Z') }],
    ['a lifecycle event', { source: 'presence', connectedAt: Date.parse('2027-01-02T00:00:00Z') }],
  ])('notes of %s that comes late when the device was there', async (_words, late) => {
    await provisionDevice(hooks, 'sensor-1', 'first');
    hooks.clock.at = new Date('2027-01-04T00:00:00Z');
    await hooks.proof({ ...confirmation('first', 'sensor-1'), ...late });
    const record = await hooks.registry.find('sensor-1');
    expect(record?.certificates).toMatchObject([
      { provenAt: '2027-01-04T00:00:00.000Z', lastSeenAt: '2027-01-02T00:00:00.000Z' },
    ]);
  });

  it('believes no message of the future', async () => {
    await provisionDevice(hooks, 'sensor-1', 'first');
    hooks.clock.at = new Date('2027-01-04T00:00:00Z');
    await hooks.proof({ ...confirmation('first', 'sensor-1'), at: Date.parse('2027-01-05T00:00:00Z') });
    const record = await hooks.registry.find('sensor-1');
    expect(record?.certificates).toMatchObject([{ lastSeenAt: '2027-01-04T00:00:00.000Z' }]);
  });

  it('changes nothing when a proof comes again, or late', async () => {
    await provisionDevice(hooks, 'sensor-1', 'first');
    await hooks.proof(confirmation('first', 'sensor-1'));
    const before = await hooks.registry.find('sensor-1');
    await hooks.proof(confirmation('first', 'sensor-1'));
    expect(await hooks.registry.find('sensor-1')).toEqual(before);
  });

  it.each([
    [
      'a certificate that is not attached to the thing of that client id',
      confirmation('stranger', 'sensor-1'),
    ],
    ['a claim under a device’s client id', confirmation('claim', 'sensor-1')],
    ['another device’s certificate', confirmation('second-device', 'sensor-1')],
  ])('does not believe %s', async (_what, event) => {
    await provisionDevice(hooks, 'sensor-1', 'first');
    await provisionDevice(hooks, 'sensor-2', 'second-device');
    await hooks.proof(event);
    expect(await current()).toBeUndefined();
    expect(hooks.reasons().at(-1)).toBe('foreign-certificate');
  });

  it.each([
    [
      'the connection of a claim',
      { principal: idOf('claim'), clientId: 'claim:0011223344556677', source: 'presence' },
    ],
    [
      'a client without a certificate',
      { principal: 'AIDAEXAMPLE', clientId: 'dashboard', source: 'presence' },
    ],
    ['garbage that came through Basic Ingest', { deep: [[[[]]]] }],
    ['nothing at all', undefined],
  ])('ignores %s', async (_what, event) => {
    await hooks.proof(event);
    expect(hooks.reasons()).toEqual(['no-device']);
  });

  it('asks AWS IoT nothing when a whole fleet reconnects, nor about clients of others', async () => {
    await provisionDevice(hooks, 'sensor-1', 'first');
    await hooks.proof(confirmation('first', 'sensor-1'));
    const asked = jest.spyOn(hooks.iot, 'isActiveCertificateOf').mockRejectedValue(new Error('throttled'));
    await hooks.proof(confirmation('first', 'sensor-1'));
    await hooks.proof({ principal: idOf('first'), clientId: 'sensor-1', source: 'presence' });
    await hooks.proof({ principal: idOf('other'), clientId: 'of-another-project', source: 'presence' });
    await hooks.proof(confirmation('stranger', 'sensor-1'));
    expect(asked).not.toHaveBeenCalled();
    expect(hooks.reasons().slice(-2)).toEqual(['unknown-device', 'foreign-certificate']);
  });

  it('is asked again for a proof that comes before the registry shows the registration', async () => {
    await provisionDevice(hooks, 'sensor-1', 'first');
    const registered = hooks.iot.active.get('sensor-1') ?? new Set();
    hooks.iot.active.delete('sensor-1');
    await expect(hooks.proof(confirmation('first', 'sensor-1'))).rejects.toThrow('asked again');
    hooks.iot.active.set('sensor-1', registered);
    await hooks.proof(confirmation('first', 'sensor-1'));
    expect(await current()).toBe(idOf('first'));
  });

  describe('that hears of a certificate which the registry does not show active', () => {
    beforeEach(async () => {
      await provisionDevice(hooks, 'sensor-1', 'first');
      await hooks.proof(confirmation('first', 'sensor-1'));
      hooks.clock.at = new Date('2027-01-10T12:00:00Z');
      const request = { clientId: 'sensor-1', parameters: { SerialNumber: 'sensor-1' } };
      for (const certificate of ['second', 'rival']) {
        await hooks.rotation(hookEvent({ over: 'first', certificate, ...request }));
      }
    });

    it('is asked again for a successor, which may be registered in a moment', async () => {
      await expect(hooks.proof(confirmation('second', 'sensor-1'))).rejects.toThrow(
        'The registry does not show the certificate attached to sensor-1 and active yet; it is asked again.',
      );
      expect(hooks.reasons().at(-1)).toBe('ProofAheadError');
    });

    it('refuses a successor that is retired for good', async () => {
      const retirement = { at: hooks.clock.at, retainDays: 30 };
      await hooks.registry.noteRetired('sensor-1', [idOf('second')], retirement);
      await hooks.proof(confirmation('second', 'sensor-1'));
      expect(hooks.reasons().at(-1)).toBe('foreign-certificate');
      expect(await current()).toBe(idOf('first'));
    });

    it('refuses the rival of a successor that was proven before, though no one has noted it as retired', async () => {
      jest.spyOn(hooks.registry, 'noteRetired').mockRejectedValue(new Error('throttled'));
      hooks.iot.register('sensor-1', idOf('second'), '20270110');
      await expect(hooks.proof(confirmation('second', 'sensor-1'))).rejects.toThrow('throttled');
      await hooks.proof(confirmation('rival', 'sensor-1'));
      expect(hooks.reasons().at(-1)).toBe('foreign-certificate');
      expect(await current()).toBe(idOf('second'));
    });
  });

  it('writes nothing of retired certificates where a proof retires none', async () => {
    await provisionDevice(hooks, 'sensor-1', 'first');
    const noted = jest.spyOn(hooks.registry, 'noteRetired');
    await hooks.proof(confirmation('first', 'sensor-1'));
    expect(noted).not.toHaveBeenCalled();
  });

  it('takes up again what failed half-way through retiring', async () => {
    await provisionDevice(hooks, 'sensor-1', 'thief');
    await provisionDevice(hooks, 'sensor-1', 'owner');
    const retire = hooks.iot.retire.bind(hooks.iot);
    hooks.iot.retire = () => Promise.reject(new Error('throttled'));
    await expect(hooks.proof(confirmation('owner', 'sensor-1'))).rejects.toThrow('throttled');
    hooks.iot.retire = retire;
    await hooks.proof(confirmation('owner', 'sensor-1'));
    expect(await isActive('thief')).toBe(false);
  });
});
