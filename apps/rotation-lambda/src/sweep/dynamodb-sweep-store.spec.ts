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

/** Something happens to the table after the next read of it, and before the write that builds on that. */
async function afterNextRead(table: ScriptedTable, happens: () => Promise<void>): Promise<void> {
  const read = new Map(table.items);
  await happens();
  const changed = new Map(table.items);
  const show = (items: ScriptedTable['items']) => {
    table.items.clear();
    for (const [key, item] of items) {
      table.items.set(key, item);
    }
  };
  show(read);
  table.after = () => {
    show(changed);
    table.after = () => undefined;
  };
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

  it('keeps a page of the spool for a week, should nobody discard it', async () => {
    const table = new ScriptedTable();
    await storeIn(table).spool('sweep-1', 3, []);
    const weekLater = Date.parse('2027-01-08T03:00:00Z') / 1000;
    expect(Object.fromEntries(table.items)).toEqual({
      'page#sweep-1#3': {
        pk: { S: 'page#sweep-1#3' },
        things: { L: [] },
        expiresAt: { N: String(weekLater) },
      },
    });
  });

  it('keeps how far the sweep has come, which another round goes on from', async () => {
    const table = await tableWith({ kind: 'find', query: 1, pages: 2 });
    await expect(storeIn(table).claim(event, { owner: 'one', nowMillis, leaseUntil })).resolves.toEqual({
      outcome: 'resume',
      state: stateOf({ kind: 'find', query: 1, pages: 2 }),
    });
  });

  it('reads what was written last, and asks nobody but its own table', async () => {
    const table = await tableWith({ kind: 'chores' });
    const reads = table.requests.filter(({ operation }) => operation === 'GetItem');
    expect(reads.map(({ input }) => input.ConsistentRead)).toEqual(reads.map(() => true));
    expect(new Set(table.requests.map(({ input }) => input.TableName))).toEqual(new Set(['sweeps']));
  });

  it('leaves the sweep of another alone', async () => {
    const table = new ScriptedTable();
    const store = storeIn(table);
    await store.claim(event, { owner: 'one', nowMillis, leaseUntil });
    const held = new Map(table.items);
    await expect(store.claim(event, { owner: 'two', nowMillis, leaseUntil })).resolves.toEqual({
      outcome: 'busy',
      until: leaseUntil,
    });
    await store.release('two');
    await expect(store.save(stateOf({ kind: 'done' }), 'two', undefined)).rejects.toThrow(
      'Sweep sweep-1 was taken over by another round; this one ends.',
    );
    expect(table.items).toEqual(held);
  });

  it.each([
    ['that there is none of', () => Promise.resolve(new ScriptedTable())],
    ['that nobody holds', () => tableWith({ kind: 'chores' })],
  ])('writes nothing over a sweep %s, for a round without its lease', async (_, open) => {
    const table = await open();
    const store = storeIn(table);
    const held = new Map(table.items);
    await store.release('one');
    const saving = store.save(stateOf({ kind: 'done' }), 'one', undefined);
    await expect(saving).rejects.toBeInstanceOf(LeaseLostError);
    expect(table.items).toEqual(held);
  });

  it('takes no lease for an event that comes again when its sweep is over', async () => {
    const table = await tableWith({ kind: 'done' });
    const held = new Map(table.items);
    const again = storeIn(table).claim(event, { owner: 'another', nowMillis, leaseUntil });
    await expect(again).resolves.toEqual({ outcome: 'over' });
    expect(table.items).toEqual(held);
  });

  it.each([
    [
      'another round finishes the sweep',
      async (table: ScriptedTable) => {
        const late = { owner: 'two', nowMillis: leaseUntil, leaseUntil: leaseUntil + 900_000 };
        await storeIn(table).claim(event, late);
        await storeIn(table).save(stateOf({ kind: 'done' }), 'two', undefined);
      },
    ],
    [
      'an operator deletes the item',
      (table: ScriptedTable) => {
        table.items.clear();
        return Promise.resolve();
      },
    ],
  ])('ends the round that is about to save when %s', async (_, happens) => {
    const table = new ScriptedTable();
    const store = storeIn(table);
    await store.claim(event, { owner: 'one', nowMillis, leaseUntil });
    await afterNextRead(table, () => happens(table));
    const saving = store.save(stateOf({ kind: 'chores' }), 'one', undefined);
    await expect(saving).rejects.toBeInstanceOf(LeaseLostError);
  });

  it('gives a sweep to nobody who asks while its lease is given back: the next who asks has it', async () => {
    const table = new ScriptedTable();
    const store = storeIn(table);
    await store.claim(event, { owner: 'one', nowMillis, leaseUntil });
    await afterNextRead(table, () => store.release('one'));
    const late = { owner: 'two', nowMillis: leaseUntil, leaseUntil: leaseUntil + 900_000 };
    await expect(store.claim(event, late)).resolves.toEqual({ outcome: 'busy', until: late.leaseUntil });
    await expect(store.claim(event, late)).resolves.toEqual({ outcome: 'begin' });
  });

  it('gives the lease back with what was done so far', async () => {
    const table = new ScriptedTable();
    const store = storeIn(table);
    await store.claim(event, { owner: 'one', nowMillis, leaseUntil });
    await store.save(stateOf({ kind: 'chores' }), 'one', { owner: 'one', until: leaseUntil });
    await store.release('one');
    await expect(store.claim(event, { owner: 'two', nowMillis, leaseUntil })).resolves.toEqual({
      outcome: 'resume',
      state: stateOf({ kind: 'chores' }),
    });
  });

  it('says when to come again to the one who was too late by a moment', async () => {
    const table = new ScriptedTable();
    const store = storeIn(table);
    const claims = await Promise.all(
      rounds.map((owner) => store.claim(event, { owner, nowMillis, leaseUntil })),
    );
    expect(claims).toContainEqual({ outcome: 'busy', until: leaseUntil });
  });

  it.each([
    ['the state', { pk: { S: 'state' }, version: { S: 'none' } }],
    ['a page', { pk: { S: 'page#sweep-1#0' }, things: { S: 'none' } }],
  ])('says which item it cannot read: %s', async (_, item) => {
    const table = new ScriptedTable();
    table.items.set(item.pk.S, item);
    const store = storeIn(table);
    const read =
      item.pk.S === 'state'
        ? store.claim(event, { owner: 'one', nowMillis, leaseUntil })
        : store.spooled('sweep-1', 0);
    await expect(read).rejects.toThrow(
      `The item "${item.pk.S}" of sweeps cannot be read. Delete it: the next sweep begins anew.`,
    );
  });

  it('fails when DynamoDB does, and takes only a refused condition for the work of another', async () => {
    const table = new ScriptedTable();
    table.before = ({ operation }) => {
      if (operation === 'PutItem') {
        throw new TableFault('ValidationException');
      }
    };
    const claiming = storeIn(table).claim(event, { owner: 'one', nowMillis, leaseUntil });
    await expect(claiming).rejects.toHaveProperty('name', 'ValidationException');
  });
});
