import type { DeviceCertificate, DevicePage } from '@fleet/fleet-console-api';
import { defined } from '@fleet/optional-members';
import { certificateLanes } from './certificate-lanes';

const certificate = (given: Partial<DeviceCertificate>): DeviceCertificate => ({
  certificateId: 'a'.repeat(64),
  role: 'current',
  status: 'ACTIVE',
  attached: true,
  ...given,
});
const device = (certificates: DeviceCertificate[], rotation?: DevicePage['rotation']): DevicePage => ({
  serial: 'sensor-1',
  at: '2026-03-11T00:00:00.000Z',
  state: 'active',
  connectivity: { state: 'connected' },
  ...defined({ rotation }),
  permits: [],
  certificates,
  contradictions: [],
  timeline: [],
  permissions: [],
  acts: [],
});
const at = (day: string) => `2026-03-${day}T00:00:00.000Z`;

describe('the certificates of a device over time', () => {
  it('are those that waited, were current, were superseded, and were retired', () => {
    const { lanes } = certificateLanes(
      device([
        certificate({
          issuedAt: at('01'),
          provenAt: at('03'),
          current: { from: at('03'), until: at('08') },
          retiredAt: at('09'),
          warnedAt: at('07'),
        }),
        certificate({ issuedAt: at('07'), current: { from: at('08') } }),
        certificate({ issuedAt: at('10') }),
      ]),
    );
    expect(lanes.map(({ bars }) => bars.map(({ kind }) => kind))).toEqual([
      ['waiting', 'current', 'superseded'],
      ['waiting', 'current'],
      ['waiting'],
    ]);
    expect(lanes[0]?.marks.map(({ words }) => words)).toEqual([
      'warned 2026-03-07 00:00',
      'retired 2026-03-09 00:00',
    ]);
    expect(lanes[1]?.bars[1]?.words).toBe('current from 2026-03-08 00:00 until now');
    const [, current, superseded] = lanes[0]?.bars ?? [];
    expect(current?.until).toBe(superseded?.from);
    expect(lanes[1]?.bars[1]?.from).toBe(current?.until);
  });

  it('have what is ahead in the picture, and now', () => {
    const { lines, ticks } = certificateLanes(
      device([certificate({ issuedAt: at('01'), current: { from: at('01') } })], {
        issuance: 'dated',
        standing: 'valid',
        due: '20260321',
        holdsUntil: '20260331',
        awaitsProof: false,
      }),
    );
    const [now, due, grace] = lines;
    expect([now?.kind, due?.kind, grace?.kind]).toEqual(['now', 'due', 'grace']);
    const places = lines.map(({ at: place }) => place);
    expect(places).toEqual(places.toSorted((one, other) => one - other));
    expect(new Set(places).size).toBe(3);
    expect(places.at(-1)).toBeLessThan(1);
    expect(ticks.length).toBeLessThanOrEqual(6);
  });

  it('have the words of days that are near in rows of their own', () => {
    const rotation = { issuance: 'dated', standing: 'due', awaitsProof: false } as const;
    const rows = (due: string, holdsUntil: string) =>
      certificateLanes(
        device([certificate({ issuedAt: '2025-03-11T00:00:00.000Z' })], { ...rotation, due, holdsUntil }),
      ).lines.map(({ kind, row }) => [kind, row]);
    expect(rows('20260310', '20260324')).toEqual([
      ['due', 0],
      ['now', 1],
      ['grace', 2],
    ]);
    expect(rows('20250815', '20250829')).toEqual([
      ['due', 0],
      ['grace', 1],
      ['now', 0],
    ]);
  });

  it('are told apart where the current one is cut off', () => {
    const { lanes } = certificateLanes(
      device([certificate({ issuedAt: at('01'), status: 'INACTIVE', current: { from: at('02') } })]),
    );
    expect(lanes[0]?.bars.map(({ kind, words }) => [kind, words])).toEqual([
      ['waiting', 'waited for its proof from 2026-03-01 00:00 until 2026-03-02 00:00'],
      ['cut-off', 'current, and INACTIVE, from 2026-03-02 00:00 until now'],
    ]);
  });

  it('are left out where nobody knows when they were issued', () => {
    expect(certificateLanes(device([certificate({})])).lanes).toEqual([]);
  });
});
