import { IndexNotReadyException } from '@aws-sdk/client-iot';
import { parseFleetConfig } from '@fleet/fleet-contract';
import { fleetInMemory, printed, provision, type FleetInMemory } from '../testing/fleet-in-memory';
import { idOf } from '../testing/scripted-iot';
import { summarise } from './summary';

/** Today is 2026-01-01, and certificates are due after 365 days. */
function fleetOf(things: readonly (readonly [name: string, issued: string, model: string])[]): FleetInMemory {
  const fleet = fleetInMemory();
  for (const [name, issued, model] of things) {
    const thing = fleet.scripted.addThing(name, { cert_issuance: issued, model_type: model });
    thing.groups.add(fleet.names.thingGroup);
  }
  const config = parseFleetConfig({ models: ['model-1', 'model-2'], rotationDays: 365 });
  return { ...fleet, config };
}

const things = [
  ['S1', '20250101', 'model-1'],
  ['S2', '20250108', 'model-1'],
  ['S3', '20250131', 'model-2'],
  ['S4', '20250401', 'model-2'],
  ['S5', '20251231', 'model-1'],
  ['S6', 'none', 'model-9'],
] as const;

const summary = async (fleet: FleetInMemory, records = false) => {
  const output = printed({ json: true });
  await summarise(fleet, output, { records });
  return { words: output.lines.join('\n'), data: output.data[0] };
};

describe('the summary of a fleet', () => {
  it('counts its things: by model, without a date, and as they become due', async () => {
    const fleet = fleetOf(things);
    fleet.scripted.addThing('of-another-fleet', { cert_issuance: '20250101' });
    const first = fleet.scripted.things.get('S1');
    if (first !== undefined) {
      first.connected = true;
    }
    expect((await summary(fleet)).data).toEqual({
      fleet: 'fleetprov',
      place: 'this test',
      at: '2026-01-01T12:00:00.000Z',
      things: 6,
      connected: 1,
      models: { 'model-1': 3, 'model-2': 2 },
      otherModels: 1,
      undated: 1,
      due: { 0: 2, 7: 3, 30: 4, 90: 5 },
      records: null,
    });
  });

  it('asks as often for a large fleet as for a small one, and reads no record', async () => {
    const callsFor = async (size: number) => {
      const fleet = fleetOf(
        Array.from({ length: size }, (_, index) => [`S${index}`, '20250101', 'model-1'] as const),
      );
      const listed = jest.spyOn(fleet.registry, 'list');
      let calls = 0;
      fleet.scripted.before = () => (calls += 1);
      await summary(fleet);
      expect(listed).not.toHaveBeenCalled();
      return calls;
    };
    expect(await callsFor(3)).toBe(9);
    expect(await callsFor(3_000)).toBe(9);
  });

  it('counts what only the records know where that is asked for', async () => {
    const fleet = fleetOf([]);
    for (const [name, letter] of [
      ['D1', 'a'],
      ['D2', 'b'],
      ['D3', 'd'],
    ] as const) {
      await provision(fleet, name, letter);
    }
    const at = new Date('2025-12-31T03:00:00Z');
    await fleet.registry.noteDue('D1', idOf('a'), { dueFrom: at, at });
    await fleet.registry.noteWarned('D1', idOf('a'), at);
    const rotation = { serial: 'D2', certificateId: idOf('e'), issuedOver: idOf('b'), at };
    await fleet.registry.recordRotationIssued(await fleet.registry.find('D2'), rotation);
    await fleet.registry.beginRemoval('D3', { certificateIds: [], at });
    await fleet.registry.allow('D4');
    const { words, data } = await summary(fleet, true);
    expect(data).toMatchObject({
      records: { records: 4, allowed: 1, active: 2, blocked: 1, warned: 1, unproven: 1, removing: 1 },
    });
    expect(words).toMatch(/ {2}warned +1\n {2}unproven +1\n {2}removal begun +1/);
  });

  it('says what to do while the index cannot count', async () => {
    const fleet = fleetOf([]);
    fleet.scripted.before = () => {
      throw new IndexNotReadyException({ message: 'not ready', $metadata: {} });
    };
    await expect(summary(fleet)).rejects.toThrow('is being built');
  });
});
