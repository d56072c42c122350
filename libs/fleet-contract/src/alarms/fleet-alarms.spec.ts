import { alarmKinds, alarmName, runbookOf } from './fleet-alarms';

describe('the alarms of a fleet', () => {
  it('are named after the fleet, what they ring for, and what that is about', () => {
    expect(alarmName('fleetprov', 'failures')).toBe('fleetprov_failures');
    expect(alarmName('fleetprov', 'refusals', 'pump.v2')).toBe('fleetprov_refusals_pump.v2');
  });

  it('have names that no other fleet’s have, as a tag has no underscore', () => {
    const names = ['a', 'a-refusals'].flatMap((tag) =>
      alarmKinds.flatMap((kind) => [alarmName(tag, kind), alarmName(tag, kind, 'refusals')]),
    );
    expect(new Set(names).size).toBe(names.length);
  });

  it('have a section each that says what to do, wherever the runbooks are', () => {
    expect(runbookOf('claim-ends')).toBe('docs/runbooks.md#claim-ends');
    expect(runbookOf('claim-ends', 'https://wiki.example.com/fleet')).toBe(
      'https://wiki.example.com/fleet#claim-ends',
    );
  });
});
