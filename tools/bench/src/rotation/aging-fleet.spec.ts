import { addDays, isDue, parseCertDate, readIssuance } from '@fleet/cert-dates';
import { parseFleetConfig } from '@fleet/fleet-contract';
import fc from 'fast-check';
import { agingFleet, dueThingNames } from './aging-fleet';

const config = parseFleetConfig({ models: ['model-1'] });
const today = parseCertDate('20270601');
const fleet = { config, thingGroup: 'bench_fleet', today };

const scale = fc
  .integer({ min: 1, max: 3_000 })
  .chain((things) => fc.record({ things: fc.constant(things), due: fc.integer({ min: 0, max: things }) }));

describe('the fleet that sweeps are measured on', () => {
  it('has as many things as it should, of different names, and those due that it names', () => {
    fc.assert(
      fc.property(scale, (some) => {
        const things = [...agingFleet(some, fleet)];
        const due = things.filter(({ thingName, attributes = {} }) =>
          isDue({ ...config, thingName, today, issuance: readIssuance(attributes['cert_issuance'], today) }),
        );
        expect(new Set(things.map(({ thingName }) => thingName)).size).toBe(some.things);
        expect(due.map(({ thingName }) => thingName)).toEqual([...dueThingNames(some)]);
        expect(due).toHaveLength(some.due);
      }),
      { numRuns: 30 },
    );
  });

  it('has nothing that the days of grace are over for', () => {
    const oldest = addDays(today, -(config.rotationDays + config.graceDays));
    for (const { attributes = {} } of agingFleet({ things: 1_000, due: 1_000 }, fleet)) {
      expect(Number(attributes['cert_issuance'])).toBeGreaterThanOrEqual(Number(oldest));
    }
  });
});
