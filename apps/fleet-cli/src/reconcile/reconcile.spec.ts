import { everyFailure, FailedCallError } from '@fleet/failing-calls';
import {
  fleetInMemory,
  printed,
  provision,
  type FleetInMemory,
  arnOf,
  idOf,
  type Status,
} from '@fleet/fleet-operations/testing';
import { reconcile, type ReconcileOptions } from './reconcile';

const serial = 'sensor-1';
/** The table was put back to the state of this moment. */
const since = new Date('2025-12-01T00:00:00.000Z');
const pacer = { turn: () => Promise.resolve() };

let fleet: FleetInMemory;

beforeEach(() => {
  fleet = fleetInMemory();
  fleet.scripted.policies.set(fleet.names.bootstrapPolicy, new Set([arnOf('c')]));
  fleet.scripted.policies.set(fleet.names.productionPolicy, new Set());
  fleet.scripted.addCertificate('c', 'ACTIVE');
});

async function run(options: Partial<ReconcileOptions> = {}, on = fleet) {
  const output = printed({ json: true });
  await reconcile(on, output, { since, repair: false, pacer, ...options });
  return { ...output, differences: output.data.filter((each) => !('summary' in each)) };
}

const repair = () => run({ repair: true });

/** A certificate that AWS IoT has attached to a thing of the fleet, as a registration leaves it. */
function attached(letter: string, name = serial, status: Status = 'ACTIVE'): void {
  fleet.scripted.addCertificate(letter, status, name);
  fleet.scripted.policies.get(fleet.names.productionPolicy)?.add(arnOf(letter));
  const thing = fleet.scripted.things.get(name);
  thing?.groups.add(fleet.names.thingGroup);
  Object.assign(thing?.attributes ?? {}, { cert_issuance: '20240501', model_type: 'model-1' });
}

/** A line of the proof handler. */
function proof(letter: string, decision: string, reason: string, { name = serial, minute = 0 } = {}): void {
  const at = new Date(since.getTime() + 60_000 * minute);
  fleet.proofs.push({ serial: name, certificateId: idOf(letter), decision, reason, at });
}

/** On record with the certificate a, as the table had it then; in AWS IoT it has rotated to b since. */
async function rotatedSince(): Promise<void> {
  await provision(fleet, serial, 'a');
  fleet.scripted.addCertificate('a', 'INACTIVE');
  fleet.scripted.things.get(serial)?.certificates.clear();
  attached('b');
}

describe('a device that has rotated since the table was put back', () => {
  beforeEach(rotatedSince);

  it('is named, and nothing of it is changed before that is asked for', async () => {
    proof('b', 'moved', 'none');
    const before = await fleet.registry.find(serial);
    const { differences, lines, said } = await run();
    expect(differences).toEqual([
      {
        serial,
        outcome: 'would-repair',
        kind: 'certificate-not-on-record',
        words: 'certificate bbbbbbbbbb... is active, and not on record, and the device is connected with it',
        repair: 'restore',
      },
    ]);
    expect(lines.at(-1)).toBe('1 device compared, 1 difference');
    expect(said).toEqual([expect.stringContaining('Nothing was changed')]);
    expect(await fleet.registry.find(serial)).toEqual(before);
    expect(fleet.scripted.changes).toEqual([]);
  });

  it.each([
    ['before the table was put back, when it was current', 'moved', 'none'],
    ['before that, again', 'already-current', 'none'],
    ['since then, when nobody knew the certificate', 'refused', 'foreign-certificate'],
  ])('has that certificate in force again where it was seen with it %s', async (_, decision, reason) => {
    proof('b', decision, reason);
    expect((await repair()).differences).toEqual([expect.objectContaining({ outcome: 'repaired' })]);
    expect(await fleet.registry.find(serial)).toMatchObject({ current: idOf('b'), state: 'active' });
    const rotation = { serial, certificateId: idOf('d'), issuedOver: idOf('b'), at: fleet.now() };
    const issued = await fleet.registry.recordRotationIssued(await fleet.registry.find(serial), rotation);
    expect(issued.outcome).toBe('recorded');
  });

  it('differs in nothing after that', async () => {
    proof('b', 'moved', 'none');
    await repair();
    const record = await fleet.registry.find(serial);
    expect((await repair()).differences).toEqual([]);
    expect(await fleet.registry.find(serial)).toEqual(record);
  });

  it('is left alone where nobody was seen connected with it: the registry alone shows no proof', async () => {
    const { differences } = await repair();
    expect(differences).toEqual([
      expect.objectContaining({
        kind: 'certificate-not-on-record',
        outcome: 'differs',
        words: expect.stringContaining('Run reconcile again when its device has connected'),
      }),
      expect.objectContaining({ kind: 'current-not-usable', outcome: 'differs' }),
    ]);
    expect(await fleet.registry.find(serial)).toMatchObject({ current: idOf('a') });
  });

  it('is left alone where nobody says when the table was put back to', async () => {
    proof('b', 'moved', 'none');
    const { differences } = await run({ since: undefined, repair: true });
    expect(differences[0]).toMatchObject({ outcome: 'differs', words: expect.stringContaining('--since') });
  });

  it.each([
    ['a claim that connected under its name', () => proof('c', 'refused', 'foreign-certificate')],
    ['an event that somebody has forged', () => proof('b', 'refused', 'forged-event')],
    ['a claim that had fallen', () => proof('b', 'refused', 'fallen-claim')],
    ['a place that it had lost to another', () => proof('b', 'refused', 'superseded')],
    ['a line of another device', () => proof('b', 'moved', 'none', { name: 'sensor-2' })],
  ])('gives its place to nobody for %s', async (_, happened) => {
    happened();
    const { differences } = await repair();
    expect(differences[0]).toMatchObject({ outcome: 'differs' });
    expect(await fleet.registry.find(serial)).toMatchObject({ current: idOf('a') });
  });

  it.each([
    ["lacks the fleet's policy", () => fleet.scripted.policies.get(fleet.names.productionPolicy)?.clear()],
    ['another thing has as well', () => fleet.scripted.addCertificate('b', 'ACTIVE', 'sensor-2')],
  ])('gets no certificate on record that %s', async (_, happened) => {
    proof('b', 'moved', 'none');
    happened();
    const { differences } = await repair();
    expect(differences[0]).toMatchObject({ outcome: 'differs' });
    expect(await fleet.registry.find(serial)).toMatchObject({ current: idOf('a') });
  });

  it('gets none of two that were seen, as nobody knows which was first', async () => {
    attached('d');
    proof('b', 'moved', 'none');
    proof('d', 'refused', 'foreign-certificate', { minute: 5 });
    const { differences } = await repair();
    expect(differences.map((each) => 'outcome' in each && each.outcome)).toEqual(
      differences.map(() => 'differs'),
    );
    expect(await fleet.registry.find(serial)).toMatchObject({ current: idOf('a') });
  });

  it('keeps the certificate on record where it was seen with that one later', async () => {
    attached('a');
    proof('b', 'moved', 'none');
    proof('a', 'already-current', 'none', { minute: 5 });
    await repair();
    expect(await fleet.registry.find(serial)).toMatchObject({ current: idOf('a') });
  });

  it('is given the later certificate where the older one is still active, and was seen before it', async () => {
    attached('a');
    proof('a', 'already-current', 'none');
    proof('b', 'moved', 'none', { minute: 5 });
    await repair();
    expect(await fleet.registry.find(serial)).toMatchObject({ current: idOf('b') });
    expect(fleet.scripted.statusOf('a')).toBe('ACTIVE');
  });

  it('that is blocked on record stays so, and is named', async () => {
    proof('b', 'moved', 'none');
    await fleet.registry.block(serial);
    expect((await repair()).differences).toEqual([
      expect.objectContaining({ kind: 'blocked-but-active', outcome: 'differs' }),
    ]);
    expect(await fleet.registry.find(serial)).toMatchObject({ state: 'blocked', current: idOf('a') });
  });
});

describe('a device that has joined since', () => {
  it('is put on record where it was seen connected, and its name is taken', async () => {
    attached('b');
    proof('b', 'refused', 'unknown-device');
    expect((await repair()).differences).toEqual([
      expect.objectContaining({ kind: 'thing-without-record', outcome: 'repaired' }),
    ]);
    expect(await fleet.registry.find(serial)).toMatchObject({ current: idOf('b'), model: 'model-1' });
    const claim = { serial, certificateId: idOf('d'), claimCertificateId: idOf('c'), model: 'model-1' };
    const asked = { ...claim, at: fleet.now() };
    expect(await fleet.registry.recordIssued(await fleet.registry.find(serial), asked)).toMatchObject({
      reason: 'has-current',
    });
  });

  it('is left alone before it was seen, as whoever registered it may not be the device', async () => {
    attached('b');
    expect((await repair()).differences).toEqual([
      expect.objectContaining({ kind: 'thing-without-record', outcome: 'differs' }),
    ]);
    expect(await fleet.registry.find(serial)).toBeUndefined();
  });

  it('was only on the list then, and has its certificate now', async () => {
    await fleet.registry.allow(serial, { model: 'model-1' });
    attached('b');
    proof('b', 'refused', 'foreign-certificate');
    await repair();
    expect(await fleet.registry.find(serial)).toMatchObject({ state: 'active', allowedModel: 'model-1' });
  });
});

describe('a certificate that was on record without a proof', () => {
  const request = { serial, certificateId: idOf('b'), claimCertificateId: idOf('c'), model: 'model-1' };

  beforeEach(async () => {
    await fleet.registry.recordIssued(undefined, { ...request, at: new Date('2024-05-01T08:00:00Z') });
    attached('b');
  });

  it('is proven where it was seen since', async () => {
    proof('b', 'moved', 'none');
    expect((await repair()).differences).toEqual([
      expect.objectContaining({ kind: 'unproven-in-use', outcome: 'repaired', repair: 'prove' }),
    ]);
    expect(await fleet.registry.find(serial)).toMatchObject({ current: idOf('b') });
  });

  it('comes into force by nothing where its claim was revoked', async () => {
    proof('b', 'moved', 'none');
    fleet.scripted.addCertificate('c', 'REVOKED');
    const { differences } = await repair();
    expect(differences).toEqual([
      expect.objectContaining({ kind: 'claim-revoked', outcome: 'repaired' }),
      expect.objectContaining({ kind: 'unproven-in-use', outcome: 'differs' }),
    ]);
    expect((await fleet.registry.find(serial))?.current).toBeUndefined();
    expect(await fleet.registry.findClaim(idOf('c'))).toHaveProperty('revokedAt');
  });

  it('is no difference while nobody has connected with it', async () => {
    expect((await repair()).differences).toEqual([]);
  });
});

describe('what is named, and left to the operator', () => {
  it.each([
    [
      'a record whose thing is gone',
      'record-without-thing',
      () => {
        fleet.scripted.things.delete(serial);
      },
    ],
    [
      'a current certificate that is inactive',
      'current-not-usable',
      () => fleet.scripted.addCertificate('a', 'INACTIVE', serial),
    ],
    [
      'a current certificate that is gone',
      'current-not-usable',
      () => {
        fleet.scripted.certificates.delete(idOf('a'));
      },
    ],
  ])('%s', async (_, kind, happened) => {
    await provision(fleet, serial, 'a');
    fleet.scripted.things.get(serial)?.certificates.add(idOf('a'));
    happened();
    const before = await fleet.registry.find(serial);
    expect((await repair()).differences[0]).toMatchObject({ kind, outcome: 'differs' });
    expect(await fleet.registry.find(serial)).toEqual(before);
    expect(fleet.scripted.changes).toEqual([]);
  });

  it('a removal that was not finished', async () => {
    await provision(fleet, serial, 'a');
    await fleet.registry.beginRemoval(serial, { certificateIds: [], at: fleet.now() });
    fleet.scripted.things.delete(serial);
    const { differences } = await run();
    expect(differences).toEqual([
      expect.objectContaining({
        kind: 'removal-unfinished',
        words: expect.stringContaining('devices remove sensor-1'),
      }),
    ]);
  });

  it('a device that was not given back to the end, which gets nothing of this fleet again', async () => {
    await provision(fleet, serial, 'a');
    attached('a');
    await fleet.registry.beginRelease(serial, fleet.now());
    fleet.scripted.things.get(serial)?.groups.clear();
    expect((await repair()).differences).toEqual([
      expect.objectContaining({
        kind: 'release-unfinished',
        outcome: 'differs',
        words: expect.stringContaining('devices unadopt sensor-1'),
      }),
    ]);
    expect(fleet.scripted.changes).toEqual([]);
  });

  it('a permit that came back with the table', async () => {
    await provision(fleet, serial, 'a');
    attached('a');
    Object.assign(fleet.scripted.things.get(serial)?.attributes ?? {}, { cert_issuance: '20250101' });
    await fleet.registry.grantPermit(serial, 'reprovision', new Date('2026-01-20T00:00:00Z'));
    expect((await repair()).differences).toEqual([
      expect.objectContaining({
        kind: 'permit-open',
        words: expect.stringContaining('devices revoke-permit sensor-1'),
      }),
    ]);
    expect((await run({ since: undefined })).differences).toEqual([]);
  });

  it('a claim that is not on record', async () => {
    await fleet.registry.removeClaim(idOf('c'));
    expect((await repair()).differences).toEqual([
      expect.objectContaining({ kind: 'claim-not-on-record', outcome: 'differs' }),
    ]);
  });

  it('what the fleet index has other than the registry', async () => {
    for (const [name, letter] of [
      ['sensor-1', 'a'],
      ['sensor-2', 'b'],
    ] as const) {
      await provision(fleet, name, letter);
      attached(letter, name);
      Object.assign(fleet.scripted.things.get(name)?.attributes ?? {}, { cert_issuance: '20250101' });
    }
    const group = new Set([fleet.names.thingGroup]);
    const indexed = { attributes: { cert_issuance: '20200101' }, groups: group };
    fleet.scripted.outdated.set('sensor-1', indexed).set('sensor-2', undefined).set('sensor-3', indexed);
    const { differences } = await run();
    expect(differences).toEqual([
      expect.objectContaining({
        serial: 'sensor-1',
        words: expect.stringContaining('has the date 20200101'),
      }),
      expect.objectContaining({ serial: 'sensor-3', words: expect.stringContaining('group does not') }),
      expect.objectContaining({ serial: 'sensor-2', words: expect.stringContaining('does not have it') }),
    ]);
  });
});

describe('the thing of a device', () => {
  beforeEach(async () => {
    await provision(fleet, serial, 'a');
    attached('a');
  });
  const date = (text: string) => {
    Object.assign(fleet.scripted.things.get(serial)?.attributes ?? {}, { cert_issuance: text });
  };

  it.each([['20240501'], ['soon'], ['20990101']])(
    'gets the date of its certificate where it has %s',
    async (shown) => {
      date(shown);
      await repair();
      expect(fleet.scripted.things.get(serial)?.attributes).toMatchObject({ cert_issuance: '20250101' });
    },
  );

  it('keeps a date that is later than its certificate: nobody is due for a repair', async () => {
    date('20250601');
    expect((await repair()).differences).toEqual([
      expect.objectContaining({ kind: 'date-differs', outcome: 'differs' }),
    ]);
    expect(fleet.scripted.things.get(serial)?.attributes).toMatchObject({ cert_issuance: '20250601' });
  });

  it('comes back into the group where it has the current certificate, and not where it has another', async () => {
    date('20250101');
    const groups = fleet.scripted.things.get(serial)?.groups;
    groups?.clear();
    fleet.scripted.things.get(serial)?.certificates.clear();
    expect((await repair()).differences).toEqual([
      expect.objectContaining({ kind: 'thing-not-in-group', outcome: 'differs' }),
    ]);
    fleet.scripted.things.get(serial)?.certificates.add(idOf('a'));
    await repair();
    expect([...(groups ?? [])]).toEqual([fleet.names.thingGroup]);
  });
});

describe('a repair', () => {
  /** One of everything that it repairs. */
  async function muchDiffers(): Promise<void> {
    await rotatedSince();
    proof('b', 'moved', 'none');
    attached('d', 'sensor-2');
    proof('d', 'moved', 'none', { name: 'sensor-2' });
    await provision(fleet, 'sensor-3', 'e');
    attached('e', 'sensor-3');
    fleet.scripted.addCertificate('f', 'REVOKED');
    fleet.scripted.policies.get(fleet.names.bootstrapPolicy)?.add(arnOf('f'));
    const claim = {
      certificateId: idOf('f'),
      model: 'model-1',
      generation: 2,
      issuedAt: since.toISOString(),
    };
    await fleet.registry.recordClaim(claim);
  }

  it('never makes a certificate inactive, and neither detaches nor deletes anything', async () => {
    await muchDiffers();
    const { differences } = await repair();
    expect(differences.map((each) => 'outcome' in each && each.outcome)).toEqual(
      Array.from({ length: 4 }, () => 'repaired'),
    );
    expect(fleet.scripted.changes).toEqual(['UpdateThing']);
  });

  it('that is interrupted is finished by the next run, whichever call has failed', async () => {
    const calls = await everyFailure(
      async (failing) => {
        fleet = fleetInMemory();
        fleet.scripted.policies.set(fleet.names.bootstrapPolicy, new Set([arnOf('c')]));
        fleet.scripted.policies.set(fleet.names.productionPolicy, new Set());
        fleet.scripted.addCertificate('c', 'ACTIVE');
        await muchDiffers();
        const on = { ...fleet, iot: failing.on(fleet.iot), registry: failing.on(fleet.registry) };
        await run({ repair: true }, on).catch((error: unknown) => {
          if (!(error instanceof FailedCallError)) {
            throw error;
          }
        });
        await repair();
        const { differences } = await repair();
        const { devices } = await fleet.registry.list({ limit: 100 });
        const claim = await fleet.registry.findClaim(idOf('f'));
        return { differences, devices, claim, things: [...fleet.scripted.things] };
      },
      (state, undisturbed, failure) => {
        expect({ failure, ...state }).toEqual({ failure, ...undisturbed });
      },
    );
    expect(calls).toBeGreaterThan(30);
  });
});
