import { fleetInMemory, printed, provision, type FleetInMemory } from '../testing/fleet-in-memory';
import { idOf } from '../testing/scripted-iot';
import { showDevice } from './show';

const serial = 'sensor-1';

describe('showing a device', () => {
  let fleet: FleetInMemory;
  const show = async (meanwhile: () => void = () => undefined) => {
    const output = printed();
    await showDevice(fleet, output, serial, () => {
      meanwhile();
      return Promise.resolve();
    });
    return { words: output.lines.join('\n'), data: output.data[0], said: output.said };
  };

  beforeEach(async () => {
    fleet = fleetInMemory();
    await provision(fleet, serial, 'a');
    Object.assign(fleet.scripted.things.get(serial)?.attributes ?? {}, {
      cert_issuance: '20250101',
      model_type: 'model-1',
    });
  });

  it('puts record and registry side by side', async () => {
    const { words, data } = await show();
    expect(words.split('\n')).toEqual([
      'sensor-1',
      '  state          active',
      '  model          model-1',
      '  allowed model  any',
      `  current        ${idOf('a')}`,
      "  thing          in the fleet's group, cert_issuance=20250101, model_type=model-1",
      '  connection     unknown: the fleet index does not record connections',
      expect.stringMatching(/^ {2}rotation {7}due: due from 202512\d\d on$|^ {2}rotation {7}valid: due from/),
      '  permits        none',
      '',
      expect.stringMatching(/^certificate +role +in AWS IoT +attached +issued/),
      expect.stringMatching(/^a{10}\.\.\. +current +ACTIVE +yes +2025-01-01 12:00Z/),
    ]);
    expect(data).toMatchObject({
      record: { state: 'active', current: idOf('a') },
      thing: { inFleet: true, attributes: { cert_issuance: '20250101' } },
      certificates: [{ certificateId: idOf('a'), role: 'current', status: 'ACTIVE', attached: true }],
      rotation: { issuance: 'dated', awaitsProof: false },
    });
  });

  it('says what brings back a device whose unblock was interrupted, or that a sweep has cut off', async () => {
    fleet.scripted.addCertificate('a', 'INACTIVE', serial);
    expect((await show()).words).toContain(
      'Its current certificate is INACTIVE: the device cannot connect. What to do: [unblock sensor-1].',
    );
    fleet.scripted.addCertificate('a', 'REVOKED', serial);
    expect((await show()).words).toMatch(/Its current certificate is REVOKED: the device cannot connect\.$/m);
  });

  it('tells until when a warned certificate holds', async () => {
    Object.assign(fleet.scripted.things.get(serial)?.attributes ?? {}, { cert_issuance: '20240101' });
    const at = new Date('2025-12-31T03:00:00Z');
    await fleet.registry.noteDue(serial, idOf('a'), { dueFrom: at, at });
    await fleet.registry.noteWarned(serial, idOf('a'), at);
    const { words, data } = await show();
    expect(words).toMatch(/rotation +due: due from \d+ on, warned 20251231, valid until 20260114/);
    expect(data).toMatchObject({ rotation: { standing: 'due', holdsUntil: '20260114' } });
  });

  it.each([
    ['missing', {}],
    ['malformed', { cert_issuance: '20250230' }],
    ['future', { cert_issuance: '20270101' }],
  ])('counts a date that is %s as due, and says so', async (kind, attributes) => {
    const thing = fleet.scripted.things.get(serial);
    if (thing !== undefined) {
      thing.attributes = attributes;
    }
    expect((await show()).words).toContain(`due: cert_issuance is ${kind}, so it counts as due`);
  });

  it('points out what does not fit together', async () => {
    fleet.scripted.addCertificate('d', 'ACTIVE', serial);
    fleet.scripted.things.get(serial)?.groups.clear();
    await fleet.registry.block(serial, { at: fleet.now(), reason: 'stolen' });
    const { words } = await show();
    expect(words).toContain('blocked since 2026-01-01 12:00Z: stolen');
    expect(words).toContain('! It is blocked, but 2 certificates can connect');
    expect(words).toContain('! Attached to the thing, but not on record: 1 certificate.');
    expect(words).toContain("! The thing is on record, but not in the fleet's group");
    expect(words).toMatch(/^d{10}\.\.\. +not-on-record +ACTIVE +yes +- /m);
  });

  it('warns of nothing that AWS IoT only shows late', async () => {
    const thing = fleet.scripted.things.get(serial);
    thing?.groups.clear();
    const { words, said } = await show(() => thing?.groups.add(fleet.names.thingGroup));
    expect(words).not.toContain('!');
    expect(said).toEqual([expect.stringContaining('reading again')]);
    expect((await show()).said).toEqual([]);
  });

  it('points to a removal that was not finished', async () => {
    await fleet.registry.beginRemoval(serial, { certificateIds: [], at: fleet.now() });
    expect((await show()).words).toContain('What to do: [remove sensor-1]');
  });

  it('points to a device that was not given back to the end, and to no block of it', async () => {
    await fleet.registry.beginRelease(serial, fleet.now());
    const { words } = await show();
    expect(words).toContain('What to do: [unadopt sensor-1]');
    expect(words).not.toContain('block it again');
  });

  it('shows what is on record of a device without a thing, certificates that are gone included', async () => {
    fleet.scripted.things.clear();
    fleet.scripted.certificates.clear();
    const { words, data } = await show();
    expect(words).toMatch(/thing +there is none/);
    expect(data).toMatchObject({ certificates: [{ status: 'DELETED', attached: false }] });
    expect(data).not.toHaveProperty('rotation');
  });

  it('shows a thing that is on no record', async () => {
    await fleet.registry.forget(serial);
    const { words, data } = await show();
    expect(words).toMatch(/state +not on record/);
    expect(data).toMatchObject({ certificates: [{ role: 'not-on-record' }] });
  });

  it('knows nothing of a serial that is neither', async () => {
    await expect(showDevice(fleet, printed(), 'nobody')).rejects.toThrow('neither on record');
  });
});
