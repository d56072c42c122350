import { cloudsTable } from './clouds-table';

it('compares the medians of clouds with those of the first', () => {
  const round = (start: number, rate: number, load: number) => ({
    load,
    figures: [
      { what: 'start', unit: 'ms' as const, ours: start },
      { what: 'devices', unit: '/s' as const, ours: rate },
    ],
  });
  const table = cloudsTable([
    { name: 'before', rounds: [round(400, 10, 1), round(500, 20, 2), round(900, 12, 9)] },
    { name: 'now', rounds: [round(250, 24, 1)] },
  ]);
  expect(table.split('\n')).toEqual([
    '\tbefore\tnow',
    'start\t500 ms\t250 ms (0.50 ×)',
    'devices\t12.0 /s\t24.0 /s (2.00 ×)',
    'load of the machine\t2.0\t1.0',
  ]);
});

it('says what could not be measured', () => {
  const start = { what: 'start', unit: 'ms' as const, ours: 1 };
  const devices = { what: 'devices', unit: '/s' as const, ours: 20 };
  const table = cloudsTable([
    { name: 'before', rounds: [{ load: 1, figures: [start] }] },
    { name: 'now', rounds: [{ load: 1, figures: [start, devices] }] },
  ]);
  expect(table).toContain('devices\tnot measured\t20.0 /s\n');
});
