import { runSweep } from '../sweep/run-sweep';
import { testRules, type FleetInMemory } from '../testing/fleet-in-memory';
import {
  connect as connectWith,
  deviceFleet,
  on,
  prove,
  register,
  serial,
  sweepEventOn,
} from '../testing/rotating-device';

async function sweepOn(fleet: FleetInMemory, day: string) {
  const swept = await runSweep(fleet.parts(), sweepEventOn(fleet, day), fleet.round(day));
  if (swept.outcome !== 'done') {
    throw new Error(swept.outcome);
  }
  return swept.state.counts;
}

function connect(fleet: FleetInMemory, connected: boolean): void {
  Object.assign(fleet.things.get(serial) ?? {}, { connected });
}

const issuance = (fleet: FleetInMemory) => fleet.things.get(serial)?.attributes['cert_issuance'];

describe('a successor that is not proven', () => {
  it('hides the age of the certificate in force for a day, and then warnings resume', async () => {
    const fleet = await deviceFleet();
    await register(fleet, '2026-12-28');
    expect(await sweepOn(fleet, '2026-12-28')).toMatchObject({ warned: 0, datesWithdrawn: 0 });
    // At once, and once more as it is in the index by then.
    expect(await sweepOn(fleet, '2026-12-29')).toMatchObject({ datesWithdrawn: 1, warned: 2 });
    expect(issuance(fleet)).toBe('20260101');
    expect(await sweepOn(fleet, '2026-12-30')).toMatchObject({ datesWithdrawn: 0, warned: 1 });
    expect(fleet.active).toEqual(new Set(['A', 'B']));
  });

  it('has nobody cut off for a silence that the index alone can tell of', async () => {
    const fleet = await deviceFleet();
    await register(fleet, '2027-06-01');
    fleet.indexed = structuredClone(fleet.things);
    const swept = await runSweep(
      fleet.parts({ offlineDays: 30 }),
      sweepEventOn(fleet, '2027-06-02'),
      fleet.round('1'),
    );
    expect(swept).toMatchObject({ state: { counts: { datesWithdrawn: 1, warned: 1, deactivated: 0 } } });
  });

  it('leaves no model of another claim on the thing, and gets it back when it is proven late', async () => {
    const fleet = await deviceFleet();
    const attributes = () => fleet.things.get(serial)?.attributes ?? {};
    const claim = { certificateId: 'c2', model: 'another', issuedAt: on('2026-01-01').toISOString() };
    await fleet.registry.recordClaim(claim);
    await fleet.registry.grantPermit(serial, 'reprovision', on('2027-01-20'));
    const request = {
      serial,
      certificateId: 'B',
      claimCertificateId: 'c2',
      model: 'another',
      at: on('2026-12-28'),
    };
    await fleet.registry.recordIssued(await fleet.registry.find(serial), request);
    fleet.active.add('B');
    Object.assign(attributes(), { cert_issuance: '20261228', model_type: 'another' });
    await sweepOn(fleet, '2026-12-29');
    expect(attributes()).toMatchObject({ cert_issuance: '20260101', model_type: 'm' });
    await prove(fleet, 'B', '2026-12-30');
    await sweepOn(fleet, '2026-12-31');
    expect(attributes()).toMatchObject({ cert_issuance: '20261228', model_type: 'another' });
  });

  it('leaves a date alone that an operator set to an earlier day', async () => {
    const fleet = await deviceFleet();
    await register(fleet, '2026-12-28');
    Object.assign(fleet.things.get(serial)?.attributes ?? {}, { cert_issuance: '20180630' });
    await sweepOn(fleet, '2026-12-29');
    expect(issuance(fleet)).toBe('20180630');
  });

  it('leaves alone what is no date, which an operator has to mend', async () => {
    const fleet = await deviceFleet();
    await register(fleet, '2026-12-28');
    Object.assign(fleet.things.get(serial)?.attributes ?? {}, { cert_issuance: 'next year' });
    expect(await sweepOn(fleet, '2026-12-29')).toMatchObject({ datesWithdrawn: 1, malformedDate: 1 });
    expect(issuance(fleet)).toBe('next year');
  });

  it('has its date withdrawn also where somebody has deleted the thing', async () => {
    const fleet = await deviceFleet();
    await register(fleet, '2026-12-28');
    fleet.things.delete(serial);
    expect(await sweepOn(fleet, '2026-12-29')).toMatchObject({ datesWithdrawn: 1, failed: 0 });
  });

  it('that is proven late gets its date from the next sweep, should the proof handler have failed', async () => {
    const fleet = await deviceFleet();
    await register(fleet, '2026-12-28');
    await sweepOn(fleet, '2026-12-29');
    await prove(fleet, 'B', '2026-12-30');
    expect(await sweepOn(fleet, '2026-12-31')).toMatchObject({ datesRestored: 1, retired: 1 });
    expect(issuance(fleet)).toBe('20261228');
    expect(fleet.active).toEqual(new Set(['B']));
  });

  it('is retired once grace has passed and the certificate in force was seen since', async () => {
    const fleet = await deviceFleet();
    await register(fleet, '2026-12-28');
    await prove(fleet, 'A', '2027-01-10');
    expect(await sweepOn(fleet, '2027-01-12')).toMatchObject({ retired: 0 });
    await prove(fleet, 'A', '2027-01-12');
    expect(await sweepOn(fleet, '2027-01-13')).toMatchObject({ retired: 1 });
    expect(fleet.active).toEqual(new Set(['A']));
  });
});

describe('a certificate whose successor is known by its presence alone', () => {
  it('goes after a day without a connection of its own, and is deleted when it was kept for long enough', async () => {
    const fleet = await deviceFleet();
    await register(fleet, '2026-12-28');
    await prove(fleet, 'B', '2026-12-28', 'presence');
    await prove(fleet, 'A', '2026-12-29', 'presence');
    expect(await sweepOn(fleet, '2026-12-30')).toMatchObject({ retired: 0 });
    // A was seen last: while the device is connected, that connection may be A's.
    connect(fleet, true);
    expect(await sweepOn(fleet, '2026-12-31')).toMatchObject({ retired: 0 });
    connect(fleet, false);
    expect(await sweepOn(fleet, '2027-01-01')).toMatchObject({ retired: 1, deleted: 0 });
    expect(fleet.active).toEqual(new Set(['B']));
    expect(await sweepOn(fleet, '2027-01-30')).toMatchObject({ deleted: 0 });
    expect(await sweepOn(fleet, '2027-01-31')).toMatchObject({ deleted: 1 });
    expect(fleet.gone).toEqual(new Set(['A']));
    expect(await sweepOn(fleet, '2027-02-01')).toMatchObject({ deleted: 0, failed: 0 });
  });
});

describe('certificates that the proof handler failed to retire', () => {
  it('go in one visit, however many there are, and are deleted in one', async () => {
    const fleet = await deviceFleet();
    await register(fleet, '2026-12-28');
    await prove(fleet, 'B', '2026-12-28');
    const known = await fleet.registry.find(serial);
    const request = { serial, certificateId: 'C', issuedOver: 'B', at: on('2026-12-29') };
    await fleet.registry.recordRotationIssued(known, request);
    fleet.active.add('C');
    await prove(fleet, 'C', '2026-12-29');
    expect(await sweepOn(fleet, '2026-12-30')).toMatchObject({ retired: 2, failed: 0 });
    expect(fleet.active).toEqual(new Set(['C']));
    expect(await sweepOn(fleet, '2027-01-29')).toMatchObject({ deleted: 2, failed: 0 });
    expect(fleet.gone).toEqual(new Set(['A', 'B']));
  });
});

describe('a device that is forgotten after the sweep has read its agenda', () => {
  it('has no chores any more, and nothing fails', async () => {
    const fleet = await deviceFleet();
    const { registry } = fleet;
    await registry.grantPermit(serial, 'rotate', on('2026-06-03'));
    const agenda = registry.agenda.bind(registry);
    jest.spyOn(registry, 'agenda').mockImplementationOnce(async (page) => {
      const waiting = await agenda(page);
      expect(waiting.serials).toEqual([serial]);
      await registry.forget(serial);
      return waiting;
    });
    expect(await sweepOn(fleet, '2026-06-02')).toMatchObject({ permitsTold: 0, failed: 0 });
    expect(fleet.lines).toEqual([]);
  });
});

describe('a permit to rotate', () => {
  it('is sent to the device every day, until it ends', async () => {
    const fleet = await deviceFleet();
    await fleet.registry.grantPermit(serial, 'rotate', on('2026-06-03'));
    expect(await sweepOn(fleet, '2026-06-01')).toMatchObject({ permitsTold: 1, warned: 0 });
    expect(await sweepOn(fleet, '2026-06-02')).toMatchObject({ permitsTold: 1 });
    expect(await sweepOn(fleet, '2026-06-03')).toMatchObject({ permitsTold: 0 });
    expect((await fleet.registry.find(serial))?.permits).toEqual({});
    expect((await fleet.registry.find(serial))?.certificates).toEqual([
      expect.not.objectContaining({ dueNotedAt: expect.anything() as string }),
    ]);
  });
});

describe('a certificate that is taken for lost while it proves itself', () => {
  it.each(['before it is made inactive', 'while that is noted'])(
    'is active again at once: %s',
    async (when) => {
      const fleet = await deviceFleet();
      await register(fleet, '2026-12-20');
      await prove(fleet, 'A', '2027-01-04');
      let proof: Promise<void> | undefined;
      fleet.beforeCall = (what) => {
        // The device connects with B after all, and the proof comes in.
        if (what === 'deactivate' && when.startsWith('before')) {
          proof ??= prove(fleet, 'B', '2027-01-05');
        }
      };
      if (when.startsWith('while')) {
        const { registry } = fleet;
        jest.spyOn(registry, 'noteRetired').mockImplementationOnce(async (...note) => {
          await prove(fleet, 'B', '2027-01-05');
          await registry.noteRetired(...note);
        });
      }
      await sweepOn(fleet, '2027-01-05');
      expect((await fleet.registry.find(serial))?.current).toBe('B');
      expect(fleet.active).toContain('B');
      expect((await fleet.registry.find(serial))?.certificates.at(-1)).not.toHaveProperty('retiredAt');
    },
  );
});

describe('a certificate in force that was taken for lost and is REVOKED', () => {
  it('is not noted as active again: each sweep says in the log what its device needs', async () => {
    const fleet = await deviceFleet();
    await register(fleet, '2026-12-20');
    await prove(fleet, 'A', '2027-01-04');
    await fleet.registry.takeForLost(serial, 'B', on('2027-01-05'));
    await prove(fleet, 'B', '2027-01-05');
    fleet.active.delete('B');
    fleet.revoked.add('B');
    for (const day of ['2027-01-06', '2027-01-07']) {
      fleet.lines.length = 0;
      await sweepOn(fleet, day);
      expect((await fleet.registry.find(serial))?.certificates.at(-1)).toHaveProperty('lostAt');
      const msg: unknown = expect.stringContaining('needs a permit to reprovision');
      expect(fleet.lines).toContainEqual(
        expect.objectContaining({ thingName: serial, certificateId: 'B', msg }),
      );
    }
  });
});

describe('a chore that fails', () => {
  it('is counted, logged with the device’s name, and done by the next sweep', async () => {
    const fleet = await deviceFleet();
    await register(fleet, '2026-12-28');
    await prove(fleet, 'B', '2026-12-28');
    fleet.beforeCall = (what) => {
      if (what === 'retire') {
        throw new RangeError('throttled');
      }
    };
    expect(await sweepOn(fleet, '2026-12-29')).toMatchObject({ failed: 1, failures: { RangeError: 1 } });
    expect(fleet.lines).toContainEqual(expect.objectContaining({ thingName: serial, reason: 'RangeError' }));
    // What failed is not noted as done.
    expect((await fleet.registry.find(serial))?.certificates[0]).not.toHaveProperty('retiredAt');
    fleet.beforeCall = () => undefined;
    expect(await sweepOn(fleet, '2026-12-30')).toMatchObject({ failed: 0, retired: 1 });
  });
});

describe('a chore that waits for its turn', () => {
  /** The pacer lets a chore through when this has happened. */
  async function sweepWhile(fleet: FleetInMemory, day: string, happens: () => Promise<unknown>) {
    const parts = fleet.parts();
    const turn = async () => {
      await happens();
    };
    const context = { ...parts.context, chorePacer: { turn } };
    await runSweep({ ...parts, context }, sweepEventOn(fleet, day), fleet.round(day));
  }

  it('leaves a device inactive that is blocked meanwhile', async () => {
    const fleet = await deviceFleet();
    await register(fleet, '2026-12-20');
    await prove(fleet, 'A', '2027-01-04');
    await fleet.registry.takeForLost(serial, 'B', on('2027-01-05'));
    await prove(fleet, 'B', '2027-01-05');
    fleet.active.delete('B');
    await sweepWhile(fleet, '2027-01-06', async () => {
      await fleet.registry.block(serial, { at: fleet.clock });
      fleet.active.clear();
    });
    expect(fleet.active).toEqual(new Set());
  });

  it('leaves the date alone of a successor that is proven meanwhile', async () => {
    const fleet = await deviceFleet();
    await register(fleet, '2026-12-28');
    await sweepWhile(fleet, '2026-12-29', () => prove(fleet, 'B', '2026-12-29'));
    expect(issuance(fleet)).toBe('20261228');
  });
});

describe('a device that is blocked', () => {
  it('has every certificate made inactive that became active all the same, once', async () => {
    const fleet = await deviceFleet();
    await register(fleet, '2026-12-28');
    await fleet.registry.block(serial, { at: on('2026-12-28') });
    expect(await sweepOn(fleet, '2026-12-29')).toMatchObject({ deactivated: 2, failed: 0 });
    expect(fleet.active).toEqual(new Set());
    expect(fleet.disconnected).toEqual([serial]);
    const msg: unknown = expect.stringContaining('blocked, and active all the same');
    expect(fleet.lines).toContainEqual(
      expect.objectContaining({ thingName: serial, certificateId: 'B', msg }),
    );
    // Whatever an operator does by hand after that is the operator's.
    fleet.active.add('A');
    expect(await sweepOn(fleet, '2026-12-30')).toMatchObject({ deactivated: 0 });
    expect(fleet.active).toEqual(new Set(['A']));
  });

  it('is disconnected by the next sweep where the call for it fails', async () => {
    const fleet = await deviceFleet();
    await fleet.registry.block(serial, { at: on('2026-12-28') });
    fleet.beforeCall = (what) => {
      if (what === 'disconnect') {
        throw new Error('throttled');
      }
    };
    expect((await sweepOn(fleet, '2026-12-29')).failed).toBeGreaterThan(0);
    fleet.beforeCall = () => undefined;
    expect(await sweepOn(fleet, '2026-12-30')).toMatchObject({ failed: 0 });
    expect(fleet.disconnected).toEqual([serial]);
  });

  it('keeps its certificate where the block is lifted while a sweep enforces it', async () => {
    const fleet = await deviceFleet();
    await fleet.registry.block(serial, { at: on('2026-12-28') });
    let lifted: Promise<void> | undefined;
    fleet.beforeCall = (what) => {
      if (what === 'deactivate') {
        lifted = fleet.registry.unblock(serial);
      }
    };
    expect(await sweepOn(fleet, '2026-12-29')).toMatchObject({ deactivated: 0, failed: 0 });
    await lifted;
    expect(fleet.active).toEqual(new Set(['A']));
  });
});

describe('a device that asks for another certificate every day and never proves one', () => {
  it('is warned every other day, and its certificate ends when the days of grace have passed', async () => {
    const fleet = await deviceFleet();
    await connectWith(fleet, 'A', on('2026-12-01'));
    const warnedOn: number[] = [];
    let days = 0;
    for (; fleet.active.has('A') && days < 100; days += 1) {
      const day = new Date(Date.parse('2026-12-28') + days * 86_400_000).toISOString().slice(0, 10);
      const at = new Date(`${day}T11:00:00Z`);
      const request = { serial, certificateId: `B${days}`, issuedOver: 'A', at };
      await fleet.registry.recordRotationIssued(await fleet.registry.find(serial), request);
      fleet.active.add(`B${days}`);
      Object.assign(fleet.things.get(serial)?.attributes ?? {}, { cert_issuance: day.replaceAll('-', '') });
      const counts = await sweepOn(fleet, day);
      expect(counts.failed).toBe(0);
      if (counts.warned > 0) {
        warnedOn.push(days);
      }
    }
    expect(warnedOn.slice(0, 3)).toEqual([1, 3, 5]);
    expect(days).toBeLessThanOrEqual(testRules.graceDays + 4);
  });
});
