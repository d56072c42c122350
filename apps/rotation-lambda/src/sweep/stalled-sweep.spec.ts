import { FleetInMemory } from '../testing/fleet-in-memory';
import { on, sweepEventOn } from '../testing/rotating-device';
import { runSweep } from './run-sweep';

const at = on('2026-12-20');

/** Somebody who holds a claim asks for so many certificates for each of these serials, and never proves one. */
async function thief(fleet: FleetInMemory, serials: number, each: number): Promise<void> {
  for (let n = 0; n < serials; n += 1) {
    for (let count = 0; count < each; count += 1) {
      const serial = `stolen-${n}`;
      const certificateId = `${serial}-${count}`;
      const request = { serial, certificateId, claimCertificateId: 'claim', model: 'm', at };
      await fleet.registry.recordIssued(await fleet.registry.find(serial), request);
      fleet.active.add(certificateId);
    }
  }
}

/** A device that has replaced its certificate, and whose old one the proof handler failed to retire. */
async function rotated(fleet: FleetInMemory, serial: string): Promise<void> {
  const prove = (certificateId: string) =>
    fleet.registry.proveCurrent({ serial, certificateId, source: 'confirmation', at });
  const first = { serial, certificateId: `${serial}-A`, claimCertificateId: 'claim', model: 'm', at };
  await fleet.registry.recordIssued(undefined, first);
  await prove(first.certificateId);
  const second = { serial, certificateId: `${serial}-B`, issuedOver: first.certificateId, at };
  await fleet.registry.recordRotationIssued(await fleet.registry.find(serial), second);
  await prove(second.certificateId);
  fleet.active.add(first.certificateId).add(second.certificateId);
}

describe('a sweep, when a stolen claim has filled its agenda', () => {
  let fleet: FleetInMemory;
  const turns: string[] = [];

  beforeEach(async () => {
    fleet = new FleetInMemory();
    turns.length = 0;
    await thief(fleet, 20, 20);
    await rotated(fleet, 'genuine');
    fleet.things.set('due', { attributes: { cert_issuance: '20250101' }, connected: true });
  });

  /** @returns the parts, whose turns are noted between what the sweep does */
  const parts = (unprovenChores: number) => {
    const all = fleet.parts();
    const chorePacer = { turn: () => Promise.resolve(void turns.push('chore')) };
    const pacer = { turn: () => Promise.resolve(void turns.push('device')) };
    return { ...all, unprovenChores, context: { ...all.context, pacer, chorePacer } };
  };

  it('warns before it does any of that', async () => {
    await runSweep(parts(50), sweepEventOn(fleet, '2026-12-29'), fleet.round('one', 10_000));
    expect(fleet.warned).toEqual(['due']);
    expect(turns.indexOf('device')).toBe(0);
  });

  it('does so many chores for who never proved a certificate, and all for those who did', async () => {
    const swept = await runSweep(parts(50), sweepEventOn(fleet, '2026-12-29'), fleet.round('one', 10_000));
    expect(swept).toMatchObject({ outcome: 'done', state: { counts: { failed: 0 } } });
    expect(turns.filter((turn) => turn === 'chore')).toHaveLength(51);
    expect(fleet.active.has('genuine-A')).toBe(false);
    expect(fleet.lines).toContainEqual(
      expect.objectContaining({
        level: 40,
        msg: expect.stringContaining('left for the next sweep') as string,
      }),
    );
  });

  it('comes to the end of it, sweep by sweep', async () => {
    const left = [];
    for (const day of ['2026-12-29', '2026-12-30', '2026-12-31', '2027-01-01', '2027-01-02', '2027-01-03']) {
      await runSweep(parts(100), sweepEventOn(fleet, day), fleet.round(day, 10_000));
      left.push([...fleet.active].filter((id) => id.startsWith('stolen')).length);
    }
    // Twelve of each may still be proven.
    expect(left.at(-1)).toBe(20 * 12);
    expect(left[0]).toBeGreaterThan(20 * 12);
  });

  it('goes on, as one of an older release had begun it: with the things, and all chores after them', async () => {
    const event = sweepEventOn(fleet, '2026-12-29');
    await runSweep(parts(50), event, fleet.round('one', 1));
    expect(fleet.store.state?.stage.kind).toBe('chores');
    turns.length = 0;
    const { sweepId = '', round = 1 } = fleet.store.state ?? {};
    const continuation = { ...event, continuation: { sweepId, round } };
    await expect(runSweep(parts(50), continuation, fleet.round('two', 10_000))).resolves.toMatchObject({
      outcome: 'done',
      state: { counts: { warned: 1, failed: 0 } },
    });
    expect(turns.filter((turn) => turn === 'chore')).toHaveLength(51);
  });
});
