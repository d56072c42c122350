import {
  confirmation,
  hookEvent,
  hooksWithClaim,
  idOf,
  provisionDevice,
  type HooksInMemory,
} from '../testing/hooks-in-memory';

describe('the provision hook', () => {
  let hooks: HooksInMemory;

  beforeEach(async () => {
    hooks = await hooksWithClaim();
  });

  const ask = (parameters: Record<string, string>, over = 'claim') =>
    hooks.provision(hookEvent({ over, certificate: 'new', parameters }));

  it('writes all three template parameters itself, the model from the claim', async () => {
    await expect(
      ask({ SerialNumber: 'sensor-1', ModelType: 'better-model', CertDate: '20990101' }),
    ).resolves.toEqual({
      allowProvisioning: true,
      parameterOverrides: { SerialNumber: 'sensor-1', ModelType: 'model-1', CertDate: '20260101' },
    });
  });

  it('counts what it refuses for the model of the claim, where that is on record', async () => {
    await hooks.registry.block('sensor-1');
    await ask({ SerialNumber: 'sensor-1' });
    await ask({ SerialNumber: 'sensor-1' }, 'stranger');
    await ask({});
    const models = hooks.lines.map((line) => /"model":"([^"]*)"/.exec(line)?.[1]);
    expect(models).toEqual(['model-1', '(none)', '(none)']);
  });

  it('takes the serial of older devices from DeviceSerial', async () => {
    const { parameterOverrides } = await ask({ DeviceSerial: 'sensor-1' });
    expect(parameterOverrides).toMatchObject({ SerialNumber: 'sensor-1' });
  });

  it('takes a serial that a device sends under both names', async () => {
    const { parameterOverrides } = await ask({ SerialNumber: 'sensor-1', DeviceSerial: 'sensor-1' });
    expect(parameterOverrides).toMatchObject({ SerialNumber: 'sensor-1' });
  });

  it('answers each call afresh, with the date of that call', async () => {
    const first = await ask({ SerialNumber: 'sensor-1' });
    hooks.clock.at = new Date('2026-01-02T00:00:00Z');
    const second = await hooks.provision(
      hookEvent({ over: 'claim', certificate: 'other', parameters: { SerialNumber: 'sensor-2' } }),
    );
    expect(first.parameterOverrides).toMatchObject({ CertDate: '20260101' });
    expect(second.parameterOverrides).toMatchObject({ CertDate: '20260102', SerialNumber: 'sensor-2' });
    expect(await ask({ SerialNumber: 'a/b' })).toEqual({ allowProvisioning: false, parameterOverrides: {} });
  });

  const refusals: [string, Record<string, string>][] = [
    ['missing-serial', {}],
    ['ambiguous-serial', { SerialNumber: 'sensor-1', DeviceSerial: 'sensor-2' }],
    ['reserved-parameter', { SerialNumber: 'sensor-1', 'AWS::IoT::Certificate::Id': 'x' }],
    ...[
      '../x',
      'a/b',
      '+',
      '#',
      'things',
      'rules',
      'provision',
      'cert',
      'claim:1',
      '',
      's'.repeat(129),
      'SET-SERIAL-NUMBER',
    ].map((serial): [string, Record<string, string>] => ['inadmissible-serial', { SerialNumber: serial }]),
  ];
  it.each(refusals)('refuses with %s: %j', async (reason, parameters) => {
    await expect(ask(parameters)).resolves.toEqual({ allowProvisioning: false, parameterOverrides: {} });
    expect(hooks.reasons()).toEqual([reason]);
  });

  it('refuses a certificate that is no claim of this fleet', async () => {
    expect((await ask({ SerialNumber: 'sensor-1' }, 'some other certificate')).allowProvisioning).toBe(false);
    expect(hooks.reasons()).toEqual(['unknown-claim']);
  });

  it('refuses a thing that this fleet has not made', async () => {
    hooks.iot.register('sensor-1', idOf('theirs'), '20250101');
    expect(await provisionDevice(hooks, 'sensor-1', 'new')).toBe(false);
    expect(hooks.reasons()).toEqual(['foreign-thing']);
  });

  it('refuses a thing of others, even when it once let a device of that serial have a certificate', async () => {
    // Asked with one ownership token for two serials at a time: AWS IoT registers only one of them.
    expect((await ask({ SerialNumber: 'sensor-1' })).allowProvisioning).toBe(true);
    hooks.iot.register('sensor-1', idOf('theirs'), '20260101', 'other_fleet');
    expect(await provisionDevice(hooks, 'sensor-1', 'second')).toBe(false);
    expect(hooks.reasons().at(-1)).toBe('foreign-thing');
  });

  describe('of a thing that is not in the group of the fleet', () => {
    const written = { cert_issuance: '20260101', model_type: 'model-1' };
    const found = (attributes: Record<string, string> = written, groups: string[] = []) =>
      hooks.iot.things.set('sensor-1', { attributes, groups });
    const refusesAll = async () => {
      expect(await provisionDevice(hooks, 'sensor-1', 'new')).toBe(false);
      expect(await provisionDevice(hooks, 'sensor-1', 'second')).toBe(false);
      expect(hooks.reasons().slice(-2)).toEqual(['foreign-thing', 'foreign-thing']);
    };

    describe('and was let have a certificate', () => {
      beforeEach(async () => {
        expect((await ask({ SerialNumber: 'sensor-1' })).allowProvisioning).toBe(true);
      });

      it.each(['new', 'second'])(
        'goes on with a registration that stopped when its thing was made: with the %s certificate',
        async (certificate) => {
          found();
          expect(await provisionDevice(hooks, 'sensor-1', certificate)).toBe(true);
        },
      );

      it('goes on years later, when another group has taken the thing in', async () => {
        found(written, ['things_with_a_model']);
        hooks.clock.at = new Date('2029-01-01T12:00:00Z');
        expect(await provisionDevice(hooks, 'sensor-1', 'second')).toBe(true);
      });

      it('goes on when its own certificate is attached already', async () => {
        hooks.iot.register('sensor-1', idOf('new'), '20260101');
        found();
        expect(await provisionDevice(hooks, 'sensor-1', 'second')).toBe(true);
      });

      it.each([
        `arn:aws:iot:us-east-1:123456789012:cert/${idOf('theirs')}`,
        'us-east-1:5c6b1c6e-2ad7-4f7a-a8b9-0b8e7a6c3f10',
      ])('refuses where somebody else is attached: %s', async (principal) => {
        found();
        hooks.iot.otherPrincipals.set('sensor-1', [principal]);
        await refusesAll();
      });

      it.each<Record<string, string>>([
        {},
        { cert_issuance: '20260101' },
        { cert_issuance: '20251231', model_type: 'model-1' },
        { cert_issuance: '20260101', model_type: 'another-model' },
        { model_type: 'model-1' },
      ])('refuses a thing with attributes that no hook wrote: %j', async (attributes) => {
        found(attributes);
        await refusesAll();
      });
    });

    it('knows the day after, as a registration may be asked for again after midnight', async () => {
      hooks.clock.at = new Date('2026-01-01T23:30:00Z');
      expect((await ask({ SerialNumber: 'sensor-1' })).allowProvisioning).toBe(true);
      found({ ...written, cert_issuance: '20260102' });
      expect(await provisionDevice(hooks, 'sensor-1', 'second')).toBe(true);
    });

    it('refuses a device that it was never asked about before', async () => {
      found();
      await refusesAll();
    });

    it('refuses a device that an operator allowed, and that was let have nothing', async () => {
      await hooks.registry.allow('sensor-1');
      found();
      await refusesAll();
    });
  });

  it('takes a thing of others over with a permit, and only until that has expired', async () => {
    hooks.iot.register('sensor-1', idOf('theirs'), '20260101', 'other_fleet');
    await hooks.registry.allow('sensor-1');
    await hooks.registry.grantPermit('sensor-1', 'reprovision', new Date('2026-01-02T12:00:00Z'));
    hooks.clock.at = new Date('2026-01-02T12:00:00Z');
    expect(await provisionDevice(hooks, 'sensor-1', 'ours')).toBe(false);
    expect(hooks.reasons()).toEqual(['foreign-thing']);
    hooks.clock.at = new Date('2026-01-02T11:59:59Z');
    expect(await provisionDevice(hooks, 'sensor-1', 'ours')).toBe(true);
  });

  it('lets an unproven thing be claimed again, until one certificate has proven itself', async () => {
    expect(await provisionDevice(hooks, 'sensor-1', 'first')).toBe(true);
    expect(await provisionDevice(hooks, 'sensor-1', 'second')).toBe(true);
    await hooks.proof(confirmation('second', 'sensor-1'));
    expect(await provisionDevice(hooks, 'sensor-1', 'third')).toBe(false);
    expect(hooks.reasons().at(-1)).toBe('has-current');
  });

  it('opens a proven device to its claim again with a permit, and only until that has expired', async () => {
    await provisionDevice(hooks, 'sensor-1', 'first');
    await hooks.proof(confirmation('first', 'sensor-1'));
    await hooks.registry.grantPermit('sensor-1', 'reprovision', new Date('2026-01-02T12:00:00Z'));
    hooks.clock.at = new Date('2026-01-02T12:00:00Z');
    expect(await provisionDevice(hooks, 'sensor-1', 'second')).toBe(false);
    hooks.clock.at = new Date('2026-01-02T11:59:59Z');
    expect(await provisionDevice(hooks, 'sensor-1', 'second')).toBe(true);
  });

  it('lets exactly one of two win that claim a serial in the same moment', async () => {
    const outcomes = await Promise.all(
      ['one', 'two'].map((certificate) => provisionDevice(hooks, 'sensor-1', certificate)),
    );
    expect(outcomes.sort()).toEqual([false, true]);
    expect(hooks.reasons().sort()).toEqual(['lost-race', 'none']);
  });

  describe('for a device on record', () => {
    beforeEach(async () => {
      await provisionDevice(hooks, 'sensor-1', 'first');
      await hooks.proof(confirmation('first', 'sensor-1'));
      await hooks.registry.grantPermit('sensor-1', 'reprovision', new Date('2026-01-02T12:00:00Z'));
      hooks.clock.at = new Date('2026-01-02T11:00:00Z');
      hooks.lines.length = 0;
    });

    it('decides once more when it is seen while the hook decides', async () => {
      const record = hooks.registry.recordIssued.bind(hooks.registry);
      const recorded = jest.spyOn(hooks.registry, 'recordIssued');
      recorded.mockImplementationOnce(async (...given) => {
        await hooks.proof({ principal: idOf('first'), clientId: 'sensor-1', source: 'presence' });
        return record(...given);
      });
      expect((await ask({ SerialNumber: 'sensor-1' })).allowProvisioning).toBe(true);
      expect(recorded).toHaveBeenCalledTimes(2);
      const certificates = (await hooks.registry.find('sensor-1'))?.certificates ?? [];
      expect(certificates.map(({ certificateId }) => certificateId)).toEqual([idOf('first'), idOf('new')]);
      expect(certificates[0]?.lastSeenAt).toBe('2026-01-02T11:00:00.000Z');
    });

    it('decides by what it then finds', async () => {
      const record = hooks.registry.recordIssued.bind(hooks.registry);
      jest.spyOn(hooks.registry, 'recordIssued').mockImplementationOnce(async (...given) => {
        await hooks.registry.block('sensor-1');
        return record(...given);
      });
      expect((await ask({ SerialNumber: 'sensor-1' })).allowProvisioning).toBe(false);
      expect(hooks.reasons()).toEqual(['blocked']);
    });

    it('refuses when the record changes each time that it decides, which is twice', async () => {
      const recorded = jest.spyOn(hooks.registry, 'recordIssued').mockResolvedValue({ outcome: 'conflict' });
      expect((await ask({ SerialNumber: 'sensor-1' })).allowProvisioning).toBe(false);
      expect(recorded).toHaveBeenCalledTimes(2);
      expect(hooks.reasons()).toEqual(['lost-race']);
    });
  });

  it('refuses a blocked device', async () => {
    await hooks.registry.block('sensor-1');
    expect(await provisionDevice(hooks, 'sensor-1', 'new')).toBe(false);
    expect(hooks.reasons()).toEqual(['blocked']);
  });

  it('lets in only what is on the allow-list, where there is one', async () => {
    hooks = await hooksWithClaim({ mode: 'allowlist' });
    await hooks.registry.allow('sensor-1');
    await hooks.registry.allow('sensor-2', { model: 'another-model' });
    expect(await provisionDevice(hooks, 'sensor-1', 'a')).toBe(true);
    expect(await provisionDevice(hooks, 'sensor-2', 'b')).toBe(false);
    expect(await provisionDevice(hooks, 'sensor-3', 'c')).toBe(false);
    expect(hooks.reasons()).toEqual(['none', 'foreign-model', 'not-on-allowlist']);
  });

  it('throws what fails, and counts it as an error', async () => {
    hooks.iot.groupsOf = () => Promise.reject(new TypeError('AWS IoT is away'));
    await expect(ask({ SerialNumber: 'sensor-1' })).rejects.toThrow('AWS IoT is away');
    expect(hooks.lines[0]).toContain('"decision":"error","reason":"TypeError"');
    expect(hooks.lines[0]).toMatch(/"certificateId":"[0-9a-f]{64}"/);
  });

  it('throws at an event that AWS IoT would not send, without repeating what is in it', async () => {
    await expect(hooks.provision({ claimCertificateId: 'secret' })).rejects.toThrow(
      /^(?!.*secret).*certificateId/,
    );
  });

  it('logs one line for a decision: a metric by reason, the certificates by id, no certificate and no token', async () => {
    const token = 'the-token-of-a-careless-device';
    await ask({ SerialNumber: 'sensor-1', certificateOwnershipToken: token });
    expect(hooks.lines).toHaveLength(1);
    const [line = ''] = hooks.lines;
    expect(line).not.toContain(token);
    expect(line).not.toContain('BEGIN CERTIFICATE');
    expect(JSON.parse(line)).toMatchObject({
      source: 'provision',
      decision: 'allowed',
      reason: 'none',
      serial: 'sensor-1',
      principal: idOf('claim'),
      certificateId: idOf('new'),
      decisions: 1,
      _aws: { CloudWatchMetrics: [{ Dimensions: [['fleet', 'source', 'decision', 'reason']] }] },
    });
  });
});
