import type { DeviceRecord } from './device-record';
import { isToStayAway } from './staying-away';
import { before, deviceWith } from './testing/device-with';

const provenAt = before;
const now = '2027-01-12T03:00:10.000Z';
const later = '2027-01-12T03:00:10.001Z';
const cutOff = deviceWith({ provenAt });

const stays = (record: DeviceRecord | undefined, certificateId = 'A') =>
  isToStayAway(record, certificateId, new Date(now));

describe('a device that was cut off', () => {
  it('is to stay away for as long as that certificate is the one in force', () => {
    expect(stays(cutOff)).toBe(true);
    expect(stays({ ...cutOff, state: 'blocked' })).toBe(true);
    expect(stays(cutOff, 'B')).toBe(false);
    expect(stays(undefined)).toBe(false);
  });

  it('may come with a successor that waits for its proof', () => {
    const successor = { certificateId: 'B', succeeds: 'A' };
    expect(stays(deviceWith({ provenAt }, successor))).toBe(false);
    expect(stays(deviceWith({ provenAt }, { ...successor, supersededAt: now }))).toBe(true);
  });

  it.each<[string, (until: string) => Partial<DeviceRecord>]>([
    ['for everybody', (until) => ({ permits: { reprovision: until } })],
    ['for a certificate', (until) => ({ namedPermit: { certificateId: 'B', until } })],
  ])('may come to be provisioned anew, for as long as a permit %s says so', (_, permit) => {
    expect(stays({ ...cutOff, ...permit(later) })).toBe(false);
    expect(stays({ ...cutOff, ...permit(now) })).toBe(true);
  });

  it('is not brought back by a permit to rotate, for which it would have to be let in', () => {
    expect(stays({ ...cutOff, permits: { rotate: later } })).toBe(true);
  });
});
