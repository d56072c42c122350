import type { FleetAges, FleetAlarms, FleetCounts, FleetSweeps } from '@fleet/fleet-console-api';
import { sweptDay } from '../testing/sweep-days';
import { fleetRemarks } from './fleet-standing';

const at = '2026-03-01T08:00:00.000Z';
const none = { count: 0, query: {} };
const counts: FleetCounts = {
  things: 1000,
  connected: { count: 990, query: { connected: 'yes' } },
  models: [],
  otherModels: 0,
  undated: { count: 0, query: { undated: 'yes' } },
  due: [{ days: 0, count: 0, query: { issuedUntil: '20260101' } }],
  at,
};
const alarms: FleetAlarms = { alarms: [{ name: 'fleet_sweep', state: 'OK', reason: '' }], at };
const sweeps: FleetSweeps = {
  days: [sweptDay('20260301', { failed: 0, cutOff: 0 })],
  remarks: [],
  at,
};
const ages: FleetAges = {
  bars: [{ from: 0, until: 10, ...none }],
  undated: none,
  lines: { due: 60, dueByAll: 67, graceEnds: 81 },
  at,
};
const rules = { enforce: 'deactivate' } as const;
const wordsOf = (known: Parameters<typeof fleetRemarks>[0]) =>
  fleetRemarks(known, rules).map(({ words }) => words);

describe('what is to be said of a fleet', () => {
  it('is nothing when all is well', () => {
    expect(fleetRemarks({ counts, alarms, sweeps, ages }, rules)).toEqual([]);
  });

  it('begins with the alarms that ring, whatever else there is', () => {
    const ringing: FleetAlarms = {
      alarms: [{ name: 'fleet_sweep', state: 'ALARM', reason: '', description: 'No sweep came to its end.' }],
      at,
    };
    const due = { ...counts, due: [{ days: 0, count: 2, query: { issuedUntil: '20260101' } }] };
    expect(fleetRemarks({ counts: due, alarms: ringing }, rules)).toMatchObject([
      { level: 'error', words: 'The alarm fleet_sweep rings: No sweep came to its end.' },
      { level: 'info', link: { href: '/devices?issuedUntil=20260101' } },
    ]);
  });

  it('has who is stuck, with the way to the list, and what comes of it', () => {
    const old = { ...ages, bars: [...ages.bars, { from: 82, count: 3, query: { issuedUntil: '20251201' } }] };
    expect(fleetRemarks({ ages: old }, rules)).toMatchObject([
      {
        level: 'warning',
        words:
          '3 devices did not rotate within the days of grace: sweeps cut them off once they were warned.',
        link: { href: '/devices?issuedUntil=20251201' },
      },
    ]);
    const grace = {
      ...ages,
      bars: [...ages.bars, { from: 81, count: 3, query: { issuedUntil: '20251202' } }],
    };
    expect(fleetRemarks({ ages: grace }, rules)).toEqual([]);
    expect(fleetRemarks({ ages: old }, { enforce: 'report' })[0]?.words).toContain('only reports');
  });

  it('has the last sweeps', () => {
    expect(wordsOf({ sweeps: { ...sweeps, days: [sweptDay('20260301', { failed: 1 })] } })).toEqual([
      'The sweep of 2026-03-01 failed at 1 device.',
    ]);
  });

  it('has that nothing would ring, and whether somebody wanted that', () => {
    const none = { alarms: { ...alarms, alarms: [] } };
    expect(fleetRemarks(none, rules)).toMatchObject([{ level: 'warning', link: { href: '#alarms' } }]);
    expect(fleetRemarks(none, { ...rules, hasAlarms: true })).toMatchObject([{ level: 'warning' }]);
    expect(fleetRemarks(none, { ...rules, hasAlarms: false })).toEqual([
      { level: 'info', words: 'The alarms of this fleet are switched off: nothing rings.' },
    ]);
  });

  it('has devices without a date', () => {
    expect(wordsOf({ counts: { ...counts, undated: { count: 1, query: { undated: 'yes' } } } })).toEqual([
      '1 device has no date that can be read, so it counts as due.',
    ]);
  });
});
