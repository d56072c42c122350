import type { Agent } from '../agent';
import { IdentityStorageError } from '../identity/storage-error';
import type { Device } from '../device/device';

/** Those whose claim could not be removed: it is told once for each start of the agent. */
const told = new WeakSet<Device>();

/**
 * Removes the claim where the device is configured so. To be called when an identity has carried a connection, its
 * confirmation was acknowledged, and the proof is on disk: also at a later start, so that what a power cut has
 * interrupted is finished. Who cannot write there goes on with the claim.
 */
export function removeClaim({ device, report }: Agent): void {
  try {
    if (device.claimRemoval?.carryOut() === true) {
      report({ event: 'claim-removed' });
    }
  } catch (error) {
    if (!(error instanceof IdentityStorageError)) {
      throw error;
    }
    if (!told.has(device)) {
      told.add(device);
      report({ event: 'warning', message: `${error.message} The claim stays on this device.` });
    }
  }
}
