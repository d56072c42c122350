export { countDevices, type DeviceCounts } from './count-devices';
export { releaseDevice, type Release, type ReleaseOutcome, type ReleasingFleet } from './release-device';
