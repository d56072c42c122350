import { FleetInMemory, PulledPlugError } from '../testing/fleet-in-memory';
import { runSweep } from './run-sweep';
import { parseSweepEvent } from './sweep-event';

describe('a sweep that goes on after a deployment which has shortened the rotation period', () => {
  const event = parseSweepEvent({ scheduledTime: '2027-01-01T03:00:00Z' });

  it('asks the queries of the new period from the first, as it stands at one that there no longer is', async () => {
    const fleet = new FleetInMemory();
    fleet.things.set('due-now', { attributes: { cert_issuance: '20260901' }, connected: true });
    fleet.things.set('fresh', { attributes: { cert_issuance: '20261220' }, connected: true });
    let searches = 0;
    fleet.beforeCall = (what) => {
      searches += what === 'search' ? 1 : 0;
      if (searches === 10) {
        throw new PulledPlugError();
      }
    };
    await expect(runSweep(fleet.parts(), event, fleet.round('one'))).rejects.toThrow(PulledPlugError);
    expect(fleet.store.state?.stage).toMatchObject({ kind: 'find', query: 9 });

    fleet.beforeCall = () => undefined;
    const swept = await runSweep(fleet.parts({ rotationDays: 60 }), event, fleet.round('one'));
    expect(swept).toMatchObject({ outcome: 'done', state: { counts: { warned: 1, failed: 0 } } });
    expect(fleet.warned).toEqual(['due-now']);
  });
});
