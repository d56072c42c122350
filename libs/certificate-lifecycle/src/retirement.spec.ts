import { noteDeleted, retire } from './retirement';
import { before, deviceWith } from './testing/device-with';

const at = new Date('2026-01-02T12:00:00.000Z');
const now = at.toISOString();

describe('a certificate that a sweep took for lost', () => {
  it('is retired, and kept as one that was in use: its proof may be on its way', () => {
    expect(retire(deviceWith({}, { certificateId: 'B' }), ['B'], { at, retainDays: 30, lost: true })).toEqual(
      deviceWith(
        {},
        { certificateId: 'B', retiredAt: now, retainUntil: '2026-02-01T12:00:00.000Z', lostAt: now },
      ),
    );
  });

  it('stays in service when it came into force meanwhile, with a mark that has it made active again', () => {
    const record = deviceWith({ provenAt: before });
    expect(retire(record, ['A'], { at, retainDays: 30, lost: true })).toEqual(
      deviceWith({ provenAt: before, lostAt: now }),
    );
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
