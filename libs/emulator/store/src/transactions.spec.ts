import fc from 'fast-check';
import { integer, openStore } from './index';
import type { Store } from './index';
import { Transactions } from './transactions';

/** What a transaction does, and whether it fails in the end; who called it goes on. */
type Step =
  | { readonly kind: 'write'; readonly value: number }
  | { readonly kind: 'transaction'; readonly steps: readonly Step[]; readonly fails: boolean };

const { steps } = fc.letrec<{ steps: Step[]; step: Step }>((tie) => ({
  steps: fc.array(tie('step'), { maxLength: 4 }),
  step: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.record({ kind: fc.constant('write' as const), value: fc.integer({ min: 0, max: 999 }) }),
    fc.record({ kind: fc.constant('transaction' as const), steps: tie('steps'), fails: fc.boolean() }),
  ),
}));

class Failure extends Error {}

function take(store: Store, step: Step): void {
  if (step.kind === 'write') {
    store.run('INSERT INTO shelf_values VALUES (?)', step.value);
    return;
  }
  try {
    store.transaction(() => {
      step.steps.forEach((each) => take(store, each));
      if (step.fails) {
        throw new Failure();
      }
    });
  } catch (error) {
    if (!(error instanceof Failure)) {
      throw error;
    }
  }
}

function left(step: Step): readonly number[] {
  if (step.kind === 'write') {
    return [step.value];
  }
  return step.fails ? [] : step.steps.flatMap(left);
}

describe('transactions in each other', () => {
  it('leave what was written in those that did not fail, and no other', () => {
    const store = openStore(':memory:');
    store.migrate('shelf', ['CREATE TABLE shelf_values (value INTEGER NOT NULL) STRICT']);
    fc.assert(
      fc.property(steps, (all) => {
        store.run('DELETE FROM shelf_values');
        all.forEach((step) => take(store, step));
        const values = store.all('SELECT value FROM shelf_values ORDER BY rowid');
        expect(values.map((row) => integer(row, 'value'))).toEqual(all.flatMap(left));
      }),
    );
    store.close();
  });

  describe('in the database', () => {
    let executed: string[];
    let transactions: Transactions;
    const write = () => transactions.begin();
    const run = (work: () => void) => transactions.run(work, () => executed.push('(committed)'));
    beforeEach(() => {
      executed = [];
      transactions = new Transactions({ exec: (sql) => void executed.push(sql), inTransaction: true });
    });

    it('are none where nothing is written', () => {
      run(() => run(() => undefined));
      expect(executed).toEqual([]);
    });

    it('are one where all is written in the innermost', () => {
      run(() => run(() => run(write)));
      expect(executed).toEqual(['BEGIN IMMEDIATE', 'COMMIT', '(committed)']);
    });

    it('are two where something was written before', () => {
      run(() => {
        write();
        run(() => run(write));
      });
      const savepoint = ['SAVEPOINT nested_1', 'RELEASE nested_1'];
      expect(executed).toEqual(['BEGIN IMMEDIATE', ...savepoint, 'COMMIT', '(committed)']);
    });

    it('begin anew after one has failed in which everything was written', () => {
      const fail = () => {
        write();
        throw new Failure();
      };
      run(() => {
        expect(() => run(fail)).toThrow(Failure);
        write();
      });
      expect(executed).toEqual(['BEGIN IMMEDIATE', 'ROLLBACK', 'BEGIN IMMEDIATE', 'COMMIT', '(committed)']);
    });
  });
});
