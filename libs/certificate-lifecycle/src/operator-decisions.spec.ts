import { emptyRecord, type DeviceRecord } from './device-record';
import { allow, beginRelease, block, isKeptOut, revokePermits, unblock } from './operator-decisions';

const at = new Date('2026-01-01T12:00:00.000Z');
const later = new Date('2026-01-02T12:00:00.000Z');
const known = (over: Partial<DeviceRecord> = {}): DeviceRecord => ({
  ...emptyRecord('S'),
  version: 3,
  ...over,
});

describe('a serial that an operator allows', () => {
  it('is on record from then on, for any model or for one', () => {
    expect(allow(undefined, 'S', 'as-it-is')).toEqual({ outcome: 'allowed', next: emptyRecord('S') });
    const next = { ...emptyRecord('S'), allowedModel: 'sensor' };
    expect(allow(undefined, 'S', { model: 'sensor' })).toEqual({ outcome: 'allowed', next });
  });

  it('may change its model, and lose it; the rest stays as it was', () => {
    const record = known({ state: 'active', allowedModel: 'sensor' });
    expect(allow(record, 'S', { model: 'gateway' })).toEqual({
      outcome: 'allowed',
      next: { ...record, allowedModel: 'gateway' },
    });
    expect(allow(record, 'S', 'any-model')).toEqual({ outcome: 'allowed', next: known({ state: 'active' }) });
  });

  it('keeps its model where none is said', () => {
    expect(allow(known({ allowedModel: 'sensor' }), 'S', 'as-it-is')).toEqual({ outcome: 'unchanged' });
  });

  it.each([
    ['as it was before', 'unchanged', known({ allowedModel: 'sensor' })],
    ['while it is blocked', 'blocked', known({ state: 'blocked' })],
  ] as const)('is not written when it is allowed %s', (_, outcome, record) => {
    expect(allow(record, 'S', { model: 'sensor' })).toEqual({ outcome });
  });
});

describe('a device that is being given back', () => {
  const device = known({ state: 'active', firstIssuedAt: at.toISOString() });

  it('is blocked, without any sweep that enforces this', () => {
    const given = beginRelease(device, at);
    expect(given).toMatchObject({ state: 'blocked', blockEnforcedAt: at.toISOString() });
    expect(given && isKeptOut(given)).toBe(false);
    expect(given && beginRelease(given, later)).toBeUndefined();
    expect(given && unblock(given)).toEqual(device);
  });

  it('is no other than before where an operator keeps it out', () => {
    expect(beginRelease({ ...device, state: 'blocked' }, at)).toBeUndefined();
  });

  it('is kept out once an operator says so, and sweeps enforce that', () => {
    const given = beginRelease(device, at);
    const kept = block(given, 'S', { at: later }).next;
    expect(kept).toEqual({ ...device, state: 'blocked', blockedAt: later.toISOString() });
    expect(kept && isKeptOut(kept)).toBe(true);
  });
});

describe('a device that an operator blocks', () => {
  it('is on record as blocked, with when and why, also when it was never seen', () => {
    expect(block(undefined, 'S', { at, reason: 'stolen' })).toEqual({
      outcome: undefined,
      next: {
        ...emptyRecord('S'),
        state: 'blocked',
        blockedAt: at.toISOString(),
        blockReason: 'stolen',
      },
    });
    expect(block(known(), 'S', undefined).next).toEqual(known({ state: 'blocked' }));
    expect(block(known(), 'S', { at }).next).toEqual(
      known({ state: 'blocked', blockedAt: at.toISOString() }),
    );
  });

  it('keeps the time of its first block, and takes another reason', () => {
    const stolen = known({ state: 'blocked', blockedAt: at.toISOString(), blockReason: 'stolen' });
    for (const note of [undefined, { at: later }, { at: later, reason: 'stolen' }]) {
      expect(block(stolen, 'S', note)).toEqual({ outcome: undefined });
    }
    expect(block(stolen, 'S', { at: later, reason: 'sold' }).next).toEqual({
      ...stolen,
      blockReason: 'sold',
    });
  });

  it('is as it was before, once the block is lifted', () => {
    const seen = known({ firstIssuedAt: at.toISOString() });
    for (const before of [known(), { ...seen, state: 'active' as const }]) {
      const { next } = block(before, 'S', { at, reason: 'stolen' });
      expect(next && unblock(next)).toEqual(before);
      expect(unblock(before)).toBeUndefined();
    }
  });
});

describe('permits that an operator takes back', () => {
  const permits = { reprovision: at.toISOString(), rotate: later.toISOString() };

  it.each([
    [['rotate'], ['rotate'], { reprovision: permits.reprovision }],
    [['reprovision', 'rotate'], ['reprovision', 'rotate'], {}],
  ] as const)('%j are gone, and no others', (kinds, revoked, left) => {
    expect(revokePermits(known({ permits }), kinds)).toEqual({
      outcome: revoked,
      next: known({ permits: left }),
    });
  });

  it('need not be there', () => {
    expect(revokePermits(known(), ['rotate', 'reprovision'])).toEqual({ outcome: [] });
    const { rotate } = permits;
    expect(revokePermits(known({ permits: { rotate } }), ['reprovision', 'rotate'])).toEqual({
      outcome: ['rotate'],
      next: known(),
    });
  });
});
