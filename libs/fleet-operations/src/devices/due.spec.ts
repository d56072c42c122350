import { parseFleetConfig } from '@fleet/fleet-contract';
import { fleetInMemory, printed, type FleetInMemory } from '../testing/fleet-in-memory';
import { listDue, type DueOptions } from './due';

/** A fleet whose certificates are due after 365 days to the day; today is 2026-01-01. */
function fleetWithDates(dates: Readonly<Record<string, string>>): FleetInMemory {
  const fleet = fleetInMemory();
  for (const [serial, issued] of Object.entries(dates)) {
    const thing = fleet.scripted.addThing(serial, { cert_issuance: issued, model_type: 'model-1' });
    thing.groups.add(fleet.names.thingGroup);
  }
  const config = parseFleetConfig({ models: ['model-1'], rotationDays: 365, spreadDays: 1 });
  return { ...fleet, config };
}

const dates = {
  'due-since-long': '20240101',
  'due-today': '20250101',
  'due-tomorrow': '20250102',
  'due-in-30-days': '20250131',
  'due-in-31-days': '20250201',
  undated: 'soon',
};

describe('listing what is due', () => {
  const list = async (options: Partial<DueOptions> = {}, json = true, read = Infinity) => {
    const fleet = fleetWithDates(dates);
    fleet.scripted.addThing('of-another-fleet', { cert_issuance: '20240101' });
    const output = printed({ json, read });
    await listDue(fleet, output, { within: 0, ...options });
    return output;
  };
  const serialsIn = (data: readonly object[]) =>
    data.flatMap((value) => ('serial' in value ? [String(value.serial)] : []));

  it('names what is due today, and what has no date that can be read', async () => {
    const { data } = await list();
    expect(serialsIn(data)).toEqual(['due-since-long', 'due-today', 'undated']);
    expect(data[1]).toEqual({
      serial: 'due-today',
      model: 'model-1',
      issued: '20250101',
      due: '20260101',
      connected: false,
    });
    expect(data[2]).toMatchObject({ issued: 'soon', due: null });
  });

  it('names what will be due within some days, to the day', async () => {
    expect(serialsIn((await list({ within: 30 })).data)).toEqual([
      'due-since-long',
      'due-today',
      'due-tomorrow',
      'due-in-30-days',
      'undated',
    ]);
    expect(serialsIn((await list({ within: 30, model: 'model-2' })).data)).toEqual([]);
  });

  it('counts the spread of a thing by its name in', async () => {
    const fleet = fleetWithDates({ spread: '20250101' });
    const spreading = { ...fleet, config: { ...fleet.config, spreadDays: 90 } };
    const output = printed({ json: true });
    await listDue(spreading, output, { within: 0 });
    expect(output.data).toEqual([]);
    await listDue(spreading, output, { within: 90 });
    expect(serialsIn(output.data)).toEqual(['spread']);
  });

  it('goes on from the cursor that it ended with, wherever in a page that is', async () => {
    const whole = serialsIn((await list({ within: 31 })).data);
    for (const limit of [1, 2, 3, 4]) {
      const found: string[] = [];
      let after: string | undefined;
      do {
        const { data } = await list({ within: 31, limit, after });
        found.push(...serialsIn(data));
        const last = data.at(-1);
        after = last !== undefined && 'next' in last ? String(last.next) : undefined;
      } while (after !== undefined);
      expect(found).toEqual(whole);
    }
  });

  it('refuses a cursor that is none', async () => {
    await expect(list({ after: 'sensor-1' })).rejects.toThrow('not a cursor');
    await expect(list({ after: '7.0.' })).rejects.toThrow('not a cursor');
  });

  it('is a table for people, and asks for no more once nobody reads on', async () => {
    const { lines, said } = await list({}, false);
    expect(lines.slice(0, 2)).toEqual([
      'serial            model       issued    due       connected',
      'due-since-long    model-1     20240101  20241231  no',
    ]);
    expect(said).toEqual(['3 devices']);
    expect((await list({}, false, 2)).said).toEqual([]);
  });
});
