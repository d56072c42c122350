import { fleetInMemory, printed, provision, type FleetInMemory } from '../testing/fleet-in-memory';
import { listDevices, type ListOptions } from './list';

describe('listing devices', () => {
  let fleet: FleetInMemory;
  const serials = Array.from({ length: 250 }, (_, index) => `S${String(index).padStart(3, '0')}`);

  beforeEach(async () => {
    fleet = fleetInMemory();
    for (const serial of serials) {
      await fleet.registry.allow(serial);
    }
    await fleet.registry.block('S100');
    await fleet.registry.block('S249');
  });

  const list = async (options: ListOptions, json = true) => {
    const output = printed({ json });
    await listDevices(fleet, output, options);
    return output;
  };
  const serialsIn = (data: readonly object[]): unknown[] =>
    data.flatMap((value) => ('serial' in value ? [value.serial] : []));

  it('shows each once, to the end', async () => {
    expect(serialsIn((await list({})).data)).toEqual(serials);
  });

  it('asks for the next page only when the one before is printed', async () => {
    const pages: string[][] = [];
    const page = fleet.registry.list.bind(fleet.registry);
    const output = printed({ json: true });
    jest.spyOn(fleet.registry, 'list').mockImplementation(async (options) => {
      expect(output.data).toHaveLength(pages.flat().length);
      const found = await page(options);
      pages.push(found.devices.map(({ serial }) => serial));
      return found;
    });
    await listDevices(fleet, output, {});
    expect(pages.map(({ length }) => length)).toEqual([100, 100, 50]);
  });

  it('asks for no more pages once nobody reads on, and says nothing', async () => {
    const output = printed({ read: 3 });
    const pages = jest.spyOn(fleet.registry, 'list');
    await listDevices(fleet, output, {});
    expect(pages).toHaveBeenCalledTimes(1);
    expect(output.said).toEqual([]);
  });

  it('goes on from the cursor that it ended with, also in the middle of a page', async () => {
    const found: unknown[] = [];
    let after: string | undefined;
    do {
      const { data } = await list({ limit: 70, after });
      found.push(...serialsIn(data));
      const last = data.at(-1);
      after = last !== undefined && 'next' in last ? String(last.next) : undefined;
    } while (after !== undefined);
    expect(found).toEqual(serials);
  });

  it('has no cursor where nothing follows', async () => {
    expect((await list({ limit: 250 })).data.at(-1)).toMatchObject({ serial: 'S249' });
  });

  it('shows only those in a state, wherever they are', async () => {
    expect(serialsIn((await list({ state: 'blocked', limit: 2 })).data)).toEqual(['S100', 'S249']);
    const one = await list({ state: 'blocked', limit: 1 });
    expect(one.data.at(-1)).toEqual({ next: 'S100' });
  });

  it('shows only those of a model, also of one that they are allowed for', async () => {
    await fleet.registry.allow('S007', { model: 'model-1' });
    await provision(fleet, 'S008', 'a');
    expect(serialsIn((await list({ model: 'model-1' })).data)).toEqual(['S007', 'S008']);
    expect(serialsIn((await list({ model: 'model-2' })).data)).toEqual([]);
  });

  it('shows only those whose certificate in force was issued before a moment', async () => {
    await provision(fleet, 'S008', 'a');
    const issuedBefore = (at: string) => list({ issuedBefore: new Date(at) });
    expect(serialsIn((await issuedBefore('2025-01-01T12:00:00.001Z')).data)).toEqual(['S008']);
    expect(serialsIn((await issuedBefore('2025-01-01T12:00:00.000Z')).data)).toEqual([]);
  });

  it('is a table for people, and says on stderr how to go on', async () => {
    await provision(fleet, 'A-sensor', 'a');
    await fleet.registry.grantPermit('A-sensor', 'rotate', new Date('2026-01-02T12:00:00.000Z'));
    const { lines, said } = await list({ limit: 1 }, false);
    expect(lines).toEqual([
      'serial            state    model       current        issued             last seen          permits',
      'A-sensor          active   model-1     aaaaaaaaaa...  2025-01-01 12:00Z  2025-01-01 12:00Z  rotate until 2026-01-02 12:00Z',
    ]);
    expect(said).toEqual([expect.stringContaining('--after A-sensor')]);
  });
});
