import { ScriptedTable, TableFault } from '@fleet/device-registry/testing';
import { DynamoDbSweepStore } from './dynamodb-sweep-store';
import { nothingCounted } from './sweep-counts';
import { parseSweepEvent } from './sweep-event';
import type { SweepState } from './sweep-state';
import { LeaseLostError } from './sweep-store';

const event = parseSweepEvent({ scheduledTime: '2027-01-01T03:00:00Z' });
const nowMillis = event.scheduledTime.getTime();
const leaseUntil = nowMillis + 900_000;
const rounds = ['one', 'two', 'three'];

function stateOf(stage: SweepState['stage']): SweepState {
  const { today } = event;
  const about = { sweepId: 'sweep-1', begunBy: 'another', today, startedAt: nowMillis, round: 1 };
  return { ...about, stage, counts: nothingCounted };
}

function storeIn(table: ScriptedTable): DynamoDbSweepStore {
  return new DynamoDbSweepStore(table.client, 'sweeps', () => event.scheduledTime);
}

/** A table in which a sweep lies that nobody works on. */
async function tableWith(stage: SweepState['stage']): Promise<ScriptedTable> {
  const table = new ScriptedTable();
  const store = storeIn(table);
  await store.claim(event, { owner: 'another', nowMillis, leaseUntil });
  await store.save(stateOf(stage), 'another', undefined);
  return table;
}

describe('where a sweep is kept in DynamoDB', () => {
  it.each([
    ['that is the first', () => Promise.resolve(new ScriptedTable()), 'begin'],
    ['after one that is done', () => tableWith({ kind: 'done' }), 'begin'],
    ['that was left half-way', () => tableWith({ kind: 'chores' }), 'resume'],
  ])('gives a sweep %s to one of those who ask in the same moment', async (_, open, outcome) => {
    const store = storeIn(await open());
    const claims = await Promise.all(
      rounds.map((owner) => store.claim(event, { owner, nowMillis, leaseUntil })),
    );
    expect(claims.map((claim) => claim.outcome).sort()).toEqual(['busy', 'busy', outcome].sort());
  });

  it.each(['save', 'release'] as const)(
    'does not let a round whose lease has run out %s over the work of the next',
    async (act) => {
      const table = new ScriptedTable();
      const store = storeIn(table);
      await store.claim(event, { owner: 'one', nowMillis, leaseUntil });
      await store.save(stateOf({ kind: 'chores' }), 'one', { owner: 'one', until: leaseUntil });
      const late = { owner: 'two', nowMillis: leaseUntil, leaseUntil: leaseUntil + 900_000 };
      // Both have read the same state; the next round's write comes first.
      const taking = store.claim(event, late);
      const acting =
        act === 'save' ? store.save(stateOf({ kind: 'done' }), 'one', undefined) : store.release('one');
      const [taken, acted] = await Promise.allSettled([taking, acting]);
      expect(taken).toMatchObject({ value: { outcome: 'resume', state: { stage: { kind: 'chores' } } } });
      if (act === 'save') {
        expect(acted).toMatchObject({ reason: expect.any(LeaseLostError) });
      }
      const third = { owner: 'three', nowMillis: leaseUntil, leaseUntil: leaseUntil + 900_000 };
      await expect(store.claim(event, third)).resolves.toMatchObject({ outcome: 'busy' });
    },
  );

  it('takes a write for its own whose answer was lost, and which the SDK repeats', async () => {
    const table = new ScriptedTable();
    let isLost = false;
    table.after = ({ operation }) => {
      if (operation !== 'PutItem' || isLost) {
        return;
      }
      isLost = true;
      throw new TableFault('InternalServerError', 500);
    };
    const claimed = await storeIn(table).claim(event, { owner: 'one', nowMillis, leaseUntil });
    expect(claimed.outcome).toBe('begin');
  });

  it('keeps pages of the spool until they are discarded', async () => {
    const table = new ScriptedTable();
    const store = storeIn(table);
    const things = [{ thingName: 'sensor-1', connected: true, issued: '20250101' }];
    await store.spool('sweep-1', 0, things);
    await expect(store.spooled('sweep-1', 0)).resolves.toEqual(things);
    await store.discard('sweep-1', 0);
    await expect(store.spooled('sweep-1', 0)).resolves.toEqual([]);
    expect(table.items.size).toBe(0);
  });
});
