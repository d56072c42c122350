import { PassThrough } from 'node:stream';
import { Narration } from './narration';

describe('the demo’s narration', () => {
  const runStep = async (work: Parameters<Narration['runStep']>[1]) => {
    const out = new PassThrough();
    let elapsed = 0;
    const narration = new Narration(Object.assign(out, { isTTY: false }), () => (elapsed += 500));
    const outcome = await narration.runStep('Deploy', work).then(String, (error: unknown) => String(error));
    return { outcome, printed: String(out.read()) };
  };

  it('numbers a step, keeps its notes and says how long it took', async () => {
    const { outcome, printed } = await runStep(({ note }) => {
      note('39 resources');
      return Promise.resolve('deployed');
    });
    expect(outcome).toBe('deployed');
    expect(printed).toBe('1. Deploy\n   39 resources\n   done in 0.5 s\n');
  });

  it('says that a step has failed, and hands on why', async () => {
    const { outcome, printed } = await runStep(() => Promise.reject(new Error('the port is taken')));
    expect(outcome).toBe('Error: the port is taken');
    expect(printed).toBe('1. Deploy\n   failed after 0.5 s\n');
  });

  it('writes no control characters where nobody watches a terminal', async () => {
    const { printed } = await runStep(({ progress }) => {
      progress('half-way');
      return Promise.resolve();
    });

    expect(printed.split('').filter((character) => character < ' ' && character !== '\n')).toEqual([]);
  });
});
