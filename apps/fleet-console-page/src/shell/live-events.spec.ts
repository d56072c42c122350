import { changesOf, heard, heardAgain, nothingHeard } from './live-events';

const trouble = {
  kind: 'trouble',
  failure: { kind: 'unreachable', message: 'Nothing answers at http://127.0.0.1:1. Start local-cloud.' },
} as const;

describe('what a page hears', () => {
  it('counts changes for whoever shows what has changed', () => {
    const live = heard(nothingHeard, { kind: 'changed', what: 'device', serial: 'sensor-1' });
    expect(live.changes).toMatchObject({ device: 0, fleet: 0 });
    expect(changesOf(live.changes, 'device', 'sensor-1')).toBe(1);
    expect(changesOf(heard(live, { kind: 'changed', what: 'device' }).changes, 'device', 'sensor-1')).toBe(2);
    expect(changesOf(heard(live, { kind: 'changed', what: 'fleet' }).changes, 'fleet', undefined)).toBe(1);
  });

  it('does not count what changed of a device for a page that shows another', () => {
    const live = heard(nothingHeard, { kind: 'changed', what: 'device', serial: 'sensor-1' });
    expect(changesOf(live.changes, 'device', 'sensor-2')).toBe(0);
  });

  it('has the time, and says when the cloud cannot be asked, until the time comes again', () => {
    const now = '2026-03-01T00:00:00.000Z';
    const troubled = heard(heard(nothingHeard, { kind: 'time', now }), trouble);
    expect(troubled).toMatchObject({
      now,
      trouble: { kind: 'unreachable', message: trouble.failure.message },
    });
    expect(heard(troubled, { kind: 'time', now })).toEqual({ ...nothingHeard, now });
  });

  it('has everything asked again after a pause, and nothing without one', () => {
    expect(heardAgain(nothingHeard)).toBe(nothingHeard);
    expect(heardAgain(heard(nothingHeard, trouble)).changes).toEqual({
      fleet: 1,
      device: 1,
      claims: 1,
      about: 1,
      faults: 1,
      devices: new Map(),
    });
  });
});
