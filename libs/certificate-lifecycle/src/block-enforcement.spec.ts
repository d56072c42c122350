import type { DeviceRecord } from './device-record';
import type { StoredCertificate } from './stored-record';
import { block, unblock } from './operator-decisions';
import { choresDue } from './sweep-chores';
import { noteBlockEnforced } from './sweep-notes';
import { before, deviceWith } from './testing/device-with';

const rules = { graceDays: 14 };

describe('a block', () => {
  const blocked = (...certificates: readonly Partial<StoredCertificate>[]): DeviceRecord => ({
    ...deviceWith(...certificates),
    state: 'blocked',
    blockedAt: before,
  });
  const noon = Date.parse(before);
  const after = (minutes: number) => new Date(noon + minutes * 60_000);
  const dueIn = (record: DeviceRecord, minutes: number) => choresDue(record, rules, after(minutes));

  it('is enforced by a sweep once, ten minutes later, on what is not retired', () => {
    const record = blocked(
      {},
      { certificateId: 'B' },
      { certificateId: 'C', retiredAt: before, deletedAt: before },
    );
    expect(dueIn(record, 9)).toEqual([]);
    expect(dueIn(record, 10)).toEqual([
      { kind: 'enforce-block', from: after(10).toISOString(), certificateIds: ['A', 'B'] },
    ]);
    const enforced = noteBlockEnforced(record, after(10));
    expect(enforced && dueIn(enforced, 100_000)).toEqual([]);
    expect(enforced && noteBlockEnforced(enforced, after(20))).toBeUndefined();
  });

  it('is enforced also where nobody noted when it began', () => {
    const { blockedAt: _at, ...record } = blocked({});
    expect(dueIn(record, 10)).toMatchObject([{ kind: 'enforce-block' }]);
  });

  it('has nothing to be enforced on where the device has no certificate left', () => {
    expect(dueIn(blocked(), 10)).toEqual([]);
  });

  it('is enforced anew when it is lifted and set again, by whichever release it was lifted', () => {
    const enforced = noteBlockEnforced(blocked({}), after(10));
    const lifted = enforced && unblock(enforced);
    expect(lifted).not.toHaveProperty('blockEnforcedAt');
    const byAnOlderOne: DeviceRecord = { ...blocked({}), state: 'active', blockEnforcedAt: before };
    const again = block(byAnOlderOne, 'S', { at: after(60) }).next;
    expect(again).not.toHaveProperty('blockEnforcedAt');
    const otherReason = enforced && block(enforced, 'S', { at: after(60), reason: 'sold' }).next;
    expect(otherReason).toHaveProperty('blockEnforcedAt');
  });

  it('that was lifted meanwhile is not noted as enforced', () => {
    expect(noteBlockEnforced(deviceWith({}), after(10))).toBeUndefined();
  });
});
