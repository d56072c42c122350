import { deviceActs, type Availability, type DeviceActName, type DevicePage } from '@fleet/fleet-console-api';
import type { ActGuard } from './act-guard';

type KnownDevice = Omit<DevicePage, 'acts'>;

/** What can be done with a device as it is, and why not. */
export function actsOnDevice(page: KnownDevice, guard: ActGuard): readonly Availability[] {
  return deviceActs.map((act) => {
    const known = guard.availabilityOf(act);
    const why = known.available ? hindrance(act, page) : undefined;
    return why === undefined ? known : { act, available: false, why };
  });
}

function hindrance(
  act: DeviceActName,
  { state, thing, permits, certificates }: KnownDevice,
): string | undefined {
  switch (act) {
    case 'block':
      return undefined;
    case 'unblock': {
      const isCutOff = certificates.some(({ role, status }) => role === 'current' && status === 'INACTIVE');
      return state === 'blocked' || isCutOff ? undefined : 'It is not blocked, and no sweep has cut it off.';
    }
    case 'permit':
      return {
        blocked: 'It is blocked, so a permit has no effect: unblock it first.',
        'not-on-record': 'It is not on record: allow it first, with fleet-cli devices allow.',
        active: undefined,
        allowed: undefined,
      }[state];
    case 'revoke-permit':
      return permits.length > 0 ? undefined : 'It has no permit.';
    case 'age':
      return thing?.inFleet === true
        ? undefined
        : 'It has no thing in the fleet’s group, which has the date.';
    case 'remove':
      return thing?.inFleet === false
        ? 'Its thing is not in the fleet’s group, so it may be another stack’s.'
        : undefined;
  }
}
