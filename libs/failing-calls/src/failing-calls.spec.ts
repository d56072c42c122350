import { everyFailure, FailedCallError, FailingCalls, type Failure } from './failing-calls';

class Ledger {
  private readonly lines: string[] = [];

  write(line: string): Promise<number> {
    this.lines.push(line);
    return Promise.resolve(this.lines.length);
  }

  read(): Promise<readonly string[]> {
    return Promise.resolve(this.lines);
  }
}

describe('a port with a failing call', () => {
  it.each([
    ['before it acts', []],
    ['after it acted', ['a']],
  ] as const)('fails %s, once, and works before and afterwards', async (moment, written) => {
    const ledger = new Ledger();
    const calls = new FailingCalls({ call: 2, moment });
    const port = calls.on(ledger);
    await expect(port.read()).resolves.toEqual([]);
    expect(calls.hasFailed).toBe(false);
    await expect(port.write('a')).rejects.toThrow(FailedCallError);
    expect(calls.hasFailed).toBe(true);
    await expect(ledger.read()).resolves.toEqual(written);
    await expect(port.write('b')).resolves.toBe(written.length + 1);
  });

  it('counts the calls on several ports together', async () => {
    const calls = new FailingCalls({ call: 2, moment: 'before it acts' });
    await calls.on(new Ledger()).read();
    await expect(calls.on(new Ledger()).read()).rejects.toThrow('read failed before it acts');
  });
});

describe('every failure', () => {
  it('is each call of a scenario, before it acts and after it acted', async () => {
    const seen: (readonly [Failure, number])[] = [];
    const count = await everyFailure(
      async (calls) => {
        const ledger = new Ledger();
        const port = calls.on(ledger);
        await port.write('a').catch(() => undefined);
        await port.write('b').catch(() => undefined);
        return (await ledger.read()).length;
      },
      (state, undisturbed, failure) => {
        expect(undisturbed).toBe(2);
        seen.push([failure, state]);
      },
    );
    expect(count).toBe(2);
    expect(seen).toEqual([
      [{ call: 1, moment: 'before it acts' }, 1],
      [{ call: 1, moment: 'after it acted' }, 2],
      [{ call: 2, moment: 'before it acts' }, 1],
      [{ call: 2, moment: 'after it acted' }, 2],
    ]);
  });
});
