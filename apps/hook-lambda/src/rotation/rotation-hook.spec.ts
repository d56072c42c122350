import {
  confirmation,
  hookEvent,
  hooksWithClaim,
  idOf,
  provisionDevice,
  type HooksInMemory,
} from '../testing/hooks-in-memory';

const dueDay = new Date('2026-12-27T00:00:00Z');

describe('the rotation hook', () => {
  let hooks: HooksInMemory;

  beforeEach(async () => {
    hooks = await hooksWithClaim();
    for (const device of ['sensor-1', 'sensor-2']) {
      await provisionDevice(hooks, device, `${device}-first`);
      await hooks.proof(confirmation(`${device}-first`, device));
    }
    hooks.clock.at = dueDay;
    hooks.lines.length = 0;
  });

  const ask = (
    request: Partial<{ over: string; certificate: string; clientId: string; serial: string }> = {},
  ) =>
    hooks.rotation(
      hookEvent({
        over: request.over ?? 'sensor-1-first',
        certificate: request.certificate ?? 'fresh',
        clientId: request.clientId ?? 'sensor-1',
        parameters: { SerialNumber: request.serial ?? 'sensor-1' },
      }),
    );

  it('gives a device whose certificate is due a fresh one, with today’s date', async () => {
    await expect(ask()).resolves.toEqual({
      allowProvisioning: true,
      parameterOverrides: { SerialNumber: 'sensor-1', ModelType: 'model-1', CertDate: '20261227' },
    });
  });

  it('retires nothing: that waits for the proof of the new certificate', async () => {
    await ask();
    await expect(hooks.iot.isActiveCertificateOf('sensor-1', idOf('sensor-1-first'))).resolves.toBe(true);
    expect((await hooks.registry.find('sensor-1'))?.current).toBe(idOf('sensor-1-first'));
  });

  it.each([
    ['not-its-own-thing', { serial: 'sensor-2' }],
    ['foreign-certificate', { serial: 'sensor-2', clientId: 'sensor-2' }],
    ['foreign-certificate', { over: 'claim' }],
    ['inadmissible-serial', { serial: 'a/b' }],
  ])('refuses with %s: %j', async (reason, request) => {
    expect((await ask(request)).allowProvisioning).toBe(false);
    expect(hooks.reasons()).toEqual([reason]);
  });

  it('refuses a device whose thing somebody has deleted', async () => {
    hooks.iot.things.delete('sensor-1');
    expect((await ask()).allowProvisioning).toBe(false);
    expect(hooks.reasons()).toEqual(['foreign-certificate']);
  });

  it('refuses a device that is not on record, though its certificate is due', async () => {
    hooks.iot.register('sensor-3', idOf('sensor-3-first'), '20250101');
    const request = { over: 'sensor-3-first', clientId: 'sensor-3', serial: 'sensor-3' };
    expect((await ask(request)).allowProvisioning).toBe(false);
    expect(hooks.reasons()).toEqual(['unknown-device']);
  });

  it('refuses a device that is not due yet, unless it has a permit', async () => {
    hooks.clock.at = new Date(dueDay.getTime() - 1);
    expect((await ask()).allowProvisioning).toBe(false);
    expect(hooks.reasons()).toEqual(['not-due']);
    await hooks.registry.grantPermit('sensor-1', 'rotate', dueDay);
    expect((await ask()).allowProvisioning).toBe(true);
  });

  it('lets a device ask again that never got to use the certificate it was given', async () => {
    expect((await ask({ certificate: 'lost' })).allowProvisioning).toBe(true);
    hooks.iot.register('sensor-1', idOf('lost'), '20261227');
    expect((await ask({ certificate: 'second' })).allowProvisioning).toBe(true);
  });

  it('does not go on with a permit that has ended, once a sweep has withdrawn the date of what it was given', async () => {
    hooks.clock.at = new Date('2026-03-01T00:00:00Z');
    await hooks.registry.grantPermit('sensor-1', 'rotate', new Date('2026-03-01T01:00:00Z'));
    expect((await ask({ certificate: 'lost' })).allowProvisioning).toBe(true);
    hooks.iot.register('sensor-1', idOf('lost'), '20260301');
    hooks.clock.at = new Date('2026-03-02T03:00:00Z');
    expect((await ask({ certificate: 'second' })).allowProvisioning).toBe(true);
    await hooks.registry.noteDateWithdrawn('sensor-1', [idOf('lost'), idOf('second')], hooks.clock.at);
    await hooks.iot.setAttributes('sensor-1', { cert_issuance: '20260101' });
    hooks.clock.at = new Date('2026-03-03T00:00:00Z');
    expect((await ask({ certificate: 'third' })).allowProvisioning).toBe(false);
    expect(hooks.reasons()).toEqual(['none', 'none', 'not-due']);
  });

  it('does not let it ask over what it was just given, which is not due: that would have no end', async () => {
    expect((await ask()).allowProvisioning).toBe(true);
    hooks.iot.register('sensor-1', idOf('fresh'), '20261227');
    expect((await ask({ over: 'fresh', certificate: 'fresher' })).allowProvisioning).toBe(false);
    expect(hooks.reasons()).toEqual(['none', 'not-due']);
  });

  it('treats an unreadable issuance date as due, so that nobody is locked out by a slip', async () => {
    hooks.clock.at = new Date('2026-01-02T00:00:00Z');
    hooks.iot.register('sensor-1', idOf('sensor-1-first'), '20261399');
    expect((await ask()).allowProvisioning).toBe(true);
  });

  it('decides once more when the device is seen while it decides', async () => {
    const record = hooks.registry.recordRotationIssued.bind(hooks.registry);
    const recorded = jest.spyOn(hooks.registry, 'recordRotationIssued');
    recorded.mockImplementationOnce(async (...given) => {
      await hooks.proof({ principal: idOf('sensor-1-first'), clientId: 'sensor-1', source: 'presence' });
      return record(...given);
    });
    expect((await ask()).allowProvisioning).toBe(true);
    expect(recorded).toHaveBeenCalledTimes(2);
    const certificates = (await hooks.registry.find('sensor-1'))?.certificates ?? [];
    expect(certificates.map(({ certificateId }) => certificateId)).toEqual([
      idOf('sensor-1-first'),
      idOf('fresh'),
    ]);
    expect(certificates[0]?.lastSeenAt).toBe(dueDay.toISOString());
  });

  it('refuses when the record changes each time that it decides, which is twice', async () => {
    const recorded = jest.spyOn(hooks.registry, 'recordRotationIssued');
    recorded.mockResolvedValue({ outcome: 'conflict' });
    expect((await ask()).allowProvisioning).toBe(false);
    expect(recorded).toHaveBeenCalledTimes(2);
    expect(hooks.reasons()).toEqual(['lost-race']);
  });

  it('refuses a blocked device', async () => {
    await hooks.registry.block('sensor-1');
    expect((await ask()).allowProvisioning).toBe(false);
    expect(hooks.reasons()).toEqual(['blocked']);
  });
});
