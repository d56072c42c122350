import fc from 'fast-check';
import { openTestControlPlane } from '../testing/test-control-plane';
import type { TestControlPlane } from '../testing/test-control-plane';

interface PresenceEvent {
  readonly kind: 'connected' | 'disconnected';
  readonly versionNumber: number;
}

/** Connections of one client, one after the other; whether the last one goes on; and some of their events once more. */
const histories = fc
  .record({ connections: fc.integer({ min: 1, max: 5 }), goesOn: fc.boolean() })
  .chain(({ connections, goesOn }) => {
    const events = Array.from({ length: connections }).flatMap((_, versionNumber): PresenceEvent[] => [
      { kind: 'connected', versionNumber },
      { kind: 'disconnected', versionNumber },
    ]);
    const told = goesOn ? events.slice(0, -1) : events;
    return fc.record({
      goesOn: fc.constant(goesOn),
      told: fc
        .subarray(told)
        .chain((again) =>
          fc.shuffledSubarray([...told, ...again], { minLength: told.length + again.length }),
        ),
    });
  });

describe('what is known of connections', () => {
  let cloud: TestControlPlane;
  beforeEach(async () => {
    cloud = await openTestControlPlane();
    cloud.iot.things.create('t');
  });
  afterEach(() => cloud.close());

  it('is right in the end, in whatever order and how often events come', () => {
    let run = 0;
    fc.assert(
      fc.property(histories, ({ goesOn, told }) => {
        run += 1;
        const { connectivity } = cloud.iot;
        for (const { kind, versionNumber } of told) {
          const sessionIdentifier = `${run}-${versionNumber}`;
          const client = { clientId: 't', sessionIdentifier, at: cloud.clock.now() };
          if (kind === 'connected') {
            connectivity.connected({ ...client, versionNumber });
          } else {
            connectivity.disconnected({ ...client, reason: 'CONNECTION_LOST' });
          }
        }
        expect(connectivity.of('t').connected).toBe(goesOn);
        for (const { versionNumber } of told) {
          const sessionIdentifier = `${run}-${versionNumber}`;
          const at = cloud.clock.now();
          connectivity.disconnected({ clientId: 't', sessionIdentifier, at, reason: 'CONNECTION_LOST' });
        }
      }),
    );
  });
});
