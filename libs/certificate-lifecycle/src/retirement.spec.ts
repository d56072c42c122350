import { noteDeleted, retire, takeForLost } from './retirement';
import { before, deviceWith } from './testing/device-with';

const at = new Date('2026-01-02T12:00:00.000Z');
const now = at.toISOString();

describe('a certificate that a sweep took for lost', () => {
  it('is retired, and kept as one that was in use: its proof may be on its way', () => {
    const lost = deviceWith({}, { certificateId: 'B', lostAt: before });
    const retired = { retiredAt: now, retainUntil: '2026-02-01T12:00:00.000Z', lostAt: before };
    expect(retire(lost, ['B'], { at, retainDays: 30 })).toEqual(
      deviceWith({}, { certificateId: 'B', ...retired }),
    );
  });

  it('stays in service when it came into force meanwhile: its mark has it made active again', () => {
    const record = deviceWith({ provenAt: before, lostAt: before });
    expect(retire(record, ['A'], { at, retainDays: 30 })).toBeUndefined();
  });

  it('is marked before it is made inactive, and once; the sweep that was cut off goes on behind the mark', () => {
    const successor = { certificateId: 'B', succeeds: 'A' };
    const marked = deviceWith({}, { ...successor, lostAt: now });
    expect(takeForLost(deviceWith({}, successor), 'B', at)).toEqual({ outcome: true, next: marked });
    expect(takeForLost(marked, 'B', new Date('2026-01-03T12:00:00.000Z'))).toEqual({ outcome: true });
  });

  it.each([
    ['came into force', 'A', {}],
    ['lost its place', 'B', { succeeds: 'A', supersededAt: before }],
    ['was retired', 'B', { succeeds: 'A', retiredAt: before }],
    ['is not on record', 'C', {}],
  ])('is neither marked nor made inactive when it %s meanwhile', (_what, certificateId, change) => {
    const record = deviceWith({}, { certificateId: 'B', ...change });
    expect(takeForLost(record, certificateId, at)).toEqual({ outcome: false });
  });
});

describe('a deletion', () => {
  const retired = { retiredAt: before, retainUntil: before };

  it('is noted for those that are retired, with its moment, and once', () => {
    const record = deviceWith(
      {},
      { certificateId: 'B', ...retired, deletedAt: before },
      { certificateId: 'C', ...retired },
    );
    const noted = deviceWith(
      {},
      { certificateId: 'B', ...retired, deletedAt: before },
      { certificateId: 'C', ...retired, deletedAt: now },
    );
    expect(noteDeleted(record, ['A', 'B', 'C'], at)).toEqual(noted);
    expect(noteDeleted(noted, ['A', 'B', 'C'], at)).toBeUndefined();
  });
});
