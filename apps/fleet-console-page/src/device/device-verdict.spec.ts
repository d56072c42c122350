import type { DevicePage } from '@fleet/fleet-console-api';
import { deviceVerdict } from './device-verdict';

const well: DevicePage = {
  serial: 'sensor-1',
  at: '2026-03-01T08:00:00.000Z',
  state: 'active',
  thing: { attributes: {}, groups: [], inFleet: true },
  connectivity: { state: 'connected', since: '2026-03-01T07:00:00.000Z' },
  rotation: { issuance: 'dated', standing: 'valid', due: '20260501', awaitsProof: false },
  permits: [],
  certificates: [],
  contradictions: [],
  timeline: [],
  permissions: [{ to: 'connect', allowed: true, why: 'Its certificate is ACTIVE.' }],
  acts: [],
};
const { rotation: _rotation, thing: _thing, ...absent } = well;
const rotating = (rotation: Partial<NonNullable<DevicePage['rotation']>>): DevicePage => ({
  ...well,
  rotation: { issuance: 'dated', standing: 'due', due: '20260201', awaitsProof: false, ...rotation },
});

describe('the verdict on a device', () => {
  it.each<[string, DevicePage, string, string]>([
    [
      'well',
      well,
      'success',
      'All is well: connected since 2026-03-01 07:00, and its certificate is due from 2026-05-01 on.',
    ],
    [
      'due',
      rotating({}),
      'info',
      'Its certificate is due since 2026-02-01: the next sweep asks it to rotate.',
    ],
    [
      'warned',
      rotating({ warned: '20260203', holdsUntil: '20260310' }),
      'warning',
      'It is late: it was asked to rotate on 2026-02-03, and is cut off after 2026-03-10.',
    ],
    [
      'away',
      rotating({ standing: 'unreachable' }),
      'warning',
      'Its certificate is due, and it is away: it is asked to rotate when it comes back.',
    ],
    [
      'over',
      rotating({ standing: 'expired' }),
      'error',
      'The days of grace are over: the next sweep cuts it off.',
    ],
    [
      'cut off',
      { ...well, permissions: [{ to: 'connect', allowed: false, why: 'Its certificate is INACTIVE.' }] },
      'error',
      'It cannot connect. Its certificate is INACTIVE.',
    ],
    [
      'cut off by a sweep',
      {
        ...rotating({ standing: 'expired', warned: '20260203', holdsUntil: '20260217' }),
        certificates: [
          { certificateId: 'a'.repeat(64), role: 'current', status: 'INACTIVE', attached: true },
        ],
        permissions: [{ to: 'connect', allowed: false, why: 'Its certificate is INACTIVE.' }],
      },
      'error',
      'It cannot connect. It was asked to rotate on 2026-02-03, and had not by 2026-02-17: a sweep has cut it off.',
    ],
    [
      'blocked',
      { ...well, state: 'blocked', blockedAt: '2026-02-27T10:11:12.000Z', blockReason: 'stolen' },
      'warning',
      'It is blocked since 2026-02-27 10:11: stolen',
    ],
    ['allowed', { ...absent, state: 'allowed' }, 'info', 'It may come, and has not come yet.'],
    [
      'a stranger',
      { ...well, state: 'not-on-record' },
      'warning',
      'This fleet has no record of it: the hooks refuse it.',
    ],
  ])('is that it is %s', (_what, device, level, words) => {
    expect(deviceVerdict(device, { enforce: 'deactivate' })).toEqual({ level, words, remarks: [] });
  });

  it('promises no end of a fleet that only reports', () => {
    const verdict = (device: DevicePage) => deviceVerdict(device, { enforce: 'report' }).words;
    expect(verdict(rotating({ warned: '20260203', holdsUntil: '20260310' }))).toBe(
      'It is late: it was asked to rotate on 2026-02-03; its days of grace end on 2026-03-10, and this fleet only reports that.',
    );
    expect(verdict(rotating({ standing: 'expired' }))).toBe(
      'The days of grace are over: this fleet only reports that.',
    );
  });

  it('has what does not fit together, and is then no success', () => {
    const contradictions = ['The thing is on record, but not in the group.'];
    expect(deviceVerdict({ ...well, contradictions }, { enforce: 'deactivate' })).toMatchObject({
      level: 'warning',
      remarks: contradictions,
    });
  });
});
