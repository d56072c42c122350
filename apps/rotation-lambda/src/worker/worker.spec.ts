import { FleetInMemory } from '../testing/fleet-in-memory';
import { sqsRecord } from '../testing/sqs-record';
import { runSweep } from '../sweep/run-sweep';
import { parseSweepEvent } from '../sweep/sweep-event';
import { serveWorker } from './serve-worker';
import { writeSweepMessage, type SweepMessage } from './sweep-message';

const scheduledTime = '2027-01-01T03:00:00.000Z';

describe('workers', () => {
  it('do between them what the monitor finds', async () => {
    const fleet = new FleetInMemory();
    for (let n = 0; n < 20; n += 1) {
      fleet.things.set(`sensor-${n}`, { attributes: { cert_issuance: '20250101' }, connected: true });
    }
    const messages: SweepMessage[] = [];
    const dispatch = {
      dispatch: (_: Date, things: readonly SweepMessage['things'][number][]) => {
        messages.push({ scheduledTime, things: [...things] });
        return Promise.resolve();
      },
    };
    const parts = fleet.parts();
    const swept = await runSweep(
      { ...parts, dispatch },
      parseSweepEvent({ scheduledTime }),
      fleet.round('one'),
    );
    expect(swept.outcome).toBe('done');
    expect(fleet.warned).toEqual([]);
    const worker = serveWorker({ context: parts.context, fleet: 'fleetprov' });
    const records = messages.map((message, index) => sqsRecord(writeSweepMessage(message), String(index)));
    await expect(worker({ Records: records })).resolves.toEqual({ batchItemFailures: [] });
    expect(new Set(fleet.warned)).toEqual(new Set(fleet.things.keys()));
  });

  it.each(['', '{}', '{"scheduledTime":"yesterday","things":[]}', '\u0000'])(
    'give back a message that they cannot read, and no other: %j',
    async (body) => {
      const fleet = new FleetInMemory();
      const worker = serveWorker({ context: fleet.parts().context, fleet: 'fleetprov' });
      const good = writeSweepMessage({ scheduledTime, things: [{ thingName: 'x', connected: false }] });
      await expect(worker({ Records: [sqsRecord(body, 'bad'), sqsRecord(good, 'good')] })).resolves.toEqual({
        batchItemFailures: [{ itemIdentifier: 'bad' }],
      });
      expect(fleet.warned).toEqual(['x']);
    },
  );

  it('say what they have done, and which message they gave back', async () => {
    const fleet = new FleetInMemory();
    const worker = serveWorker({ context: fleet.parts().context, fleet: 'fleetprov' });
    const things = [{ thingName: 'sensor-1', connected: false, issued: '20250101' }];
    const good = writeSweepMessage({ scheduledTime, things });
    await worker({ Records: [sqsRecord('no JSON', 'bad'), sqsRecord(good, 'good')] });
    expect(fleet.lines).toMatchObject([
      {
        level: 50,
        msg: 'a message of the sweep could not be processed',
        messageId: 'bad',
        err: { type: 'MalformedSweepMessageError' },
      },
      { level: 40, thingName: 'sensor-1' },
      {
        level: 30,
        msg: 'a part of the sweep is done',
        fleet: 'fleetprov',
        today: '20270101',
        found: 1,
        warned: 1,
        unreachable: 1,
      },
    ]);
  });
});
