import {
  confirmation,
  hookEvent,
  hooksWithClaim,
  idOf,
  provisionDevice,
  type HooksInMemory,
} from '../testing/hooks-in-memory';

const serial = 'sensor-1';
const metric = { source: 'proof', decisions: 1 };
const about = (certificate: string) => ({ serial, principal: idOf(certificate) });

describe('the log of the proof handler', () => {
  let hooks: HooksInMemory;

  beforeEach(async () => {
    hooks = await hooksWithClaim();
    await provisionDevice(hooks, serial, 'first');
    hooks.lines.length = 0;
  });

  const lines = () => hooks.lines.map((line): unknown => JSON.parse(line));

  it('says of each proof what it has led to', async () => {
    await hooks.proof(confirmation('first', serial));
    await hooks.proof(confirmation('first', serial));
    await hooks.proof(confirmation('stranger', serial));
    await hooks.proof({ ...confirmation('first', serial), publisher: idOf('stranger') });
    await hooks.proof(confirmation('first', 'unknown'));
    const first = about('first');
    expect(lines()).toMatchObject([
      { ...metric, decision: 'moved', reason: 'none', ...first },
      { ...metric, decision: 'already-current', reason: 'none', ...first },
      { ...metric, decision: 'refused', reason: 'foreign-certificate', ...about('stranger') },
      { ...metric, decision: 'refused', reason: 'forged-event', ...first },
      { ...metric, decision: 'refused', reason: 'unknown-device', ...first, serial: 'unknown' },
    ]);
  });

  it('counts who has joined, and what was rotated', async () => {
    await hooks.proof(confirmation('first', serial));
    hooks.clock.at = new Date('2027-01-10T12:00:00Z');
    const parameters = { SerialNumber: serial };
    await hooks.rotation(hookEvent({ over: 'first', certificate: 'second', clientId: serial, parameters }));
    hooks.iot.register(serial, idOf('second'), '20270110');
    await hooks.proof(confirmation('second', serial));
    const counted = lines().filter((line) => JSON.stringify(line).includes('"source":"proof"'));
    expect(counted).toMatchObject([{ joined: 1 }, { rotated: 1 }]);
  });

  it('counts neither where a claim has given a device another certificate', async () => {
    await hooks.proof(confirmation('first', serial));
    await hooks.registry.grantPermit(serial, 'reprovision', new Date('2026-01-02T12:00:00Z'));
    await provisionDevice(hooks, serial, 'second');
    hooks.lines.length = 0;
    await hooks.proof(confirmation('second', serial));
    expect(lines()).toMatchObject([{ decision: 'moved' }]);
    expect(hooks.lines[0]).not.toMatch(/joined|rotated/);
  });

  it('says which client is no device', async () => {
    await hooks.proof({ principal: idOf('claim'), clientId: 'claim:0011223344556677', source: 'presence' });
    expect(lines()).toMatchObject([
      {
        ...metric,
        decision: 'ignored',
        reason: 'no-device',
        clientId: 'claim:0011223344556677',
        principal: idOf('claim'),
      },
    ]);
  });

  it.each([
    ['an error, by its name', new TypeError('AWS IoT is away'), 'TypeError'],
    ['anything else', 'AWS IoT is away', 'unknown'],
  ])('says what failed, with its cause: %s', async (_, failure, reason) => {
    jest.spyOn(hooks.registry, 'find').mockRejectedValueOnce(failure);
    await expect(hooks.proof(confirmation('first', serial))).rejects.toBe(failure);
    expect(lines()).toMatchObject([{ ...metric, decision: 'error', reason, ...about('first') }]);
    expect(hooks.lines[0]).toContain('AWS IoT is away');
  });

  it('names the certificate that cannot be active again', async () => {
    await hooks.proof(confirmation('first', serial));
    hooks.clock.at = new Date('2027-01-10T12:00:00Z');
    const parameters = { SerialNumber: serial };
    await hooks.rotation(hookEvent({ over: 'first', certificate: 'second', clientId: serial, parameters }));
    await hooks.registry.takeForLost(serial, idOf('second'), hooks.clock.at);
    hooks.iot.revoked.add(idOf('second'));
    hooks.lines.length = 0;
    await hooks.proof(confirmation('second', serial));
    expect(lines()).toMatchObject([
      {
        serial,
        certificateId: idOf('second'),
        msg: 'the certificate in force is REVOKED or deleted, and stays so',
      },
      { decision: 'moved', ...about('second') },
    ]);
    await expect(hooks.iot.isActiveCertificateOf(serial, idOf('second'))).resolves.toBe(false);
  });
});
