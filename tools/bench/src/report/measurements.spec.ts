import { Measurements } from './measurements';

describe('the measurements of a benchmark', () => {
  const figure = (what: string) => ({ what, unit: 'ms', ours: 1 }) as const;

  it('keep every figure of the parts before and after one that fails, and name that one', async () => {
    const said: string[] = [];
    const measurements = new Measurements((step) => said.push(step));
    await measurements.take({
      title: 'alone',
      measure: () => Promise.resolve([figure('p50'), figure('p95')]),
    });
    await measurements.take({
      title: '50 at once',
      measure: () => Promise.reject(new Error('1 of 50 devices failed: 403')),
    });
    await measurements.take({ title: 'the demo', measure: () => Promise.resolve([figure('demo')]) });
    expect(measurements.figures.map(({ what }) => what)).toEqual(['p50', 'p95', 'demo']);
    expect(measurements.failures).toEqual([{ title: '50 at once', why: '1 of 50 devices failed: 403' }]);
    expect(said).toEqual(['alone', '50 at once', '50 at once: failed', 'the demo']);
  });
});
