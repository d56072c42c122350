import { forEachBounded } from '@fleet/bounded-work';
import { adoptedDevice } from '@fleet/certificate-lifecycle';
import type { DeviceRegistry } from '@fleet/device-registry';
import { defined } from '@fleet/optional-members';
import { releaseDevice, type ReleasingFleet } from '@fleet/device-release';

const pageSize = 100;

/** How many of the serials an error names. */
const named = 10;

/** Nobody knows the policy of the older stack, without which a certificate would have none. */
export class PolicyUnknownError extends Error {
  override readonly name = 'PolicyUnknownError';

  constructor(readonly serials: readonly string[]) {
    const some = serials.slice(0, named).join(', ');
    super(
      `The older stack's policy is not on record for ${serials.length} adopted devices, which have rotated since: ` +
        `${some}${serials.length > named ? ', ...' : ''}. Name it with --adopted-policy. No device was removed.`,
    );
  }
}

export interface AdoptedRelease {
  readonly fleet: ReleasingFleet;
  readonly registry: Pick<DeviceRegistry, 'list'>;
  /** For those whose record does not name one. */
  readonly policy: string | undefined;
  readonly atOnce: number;
  readonly released: (serial: string) => void;
}

/**
 * Gives every adopted device on record back to the stack that it comes from. Safe to repeat.
 * @throws PolicyUnknownError when that is done for all others
 */
export async function releaseAdopted(release: AdoptedRelease): Promise<void> {
  const { fleet, policy, atOnce, released } = release;
  const unknown: string[] = [];
  await forEachBounded(adoptedSerials(release), atOnce, async (serial) => {
    let end = await releaseDevice(fleet, { serial });
    if (end.outcome === 'policy-unknown' && policy !== undefined) {
      end = await releaseDevice(fleet, { serial, policy });
    }
    if (end.outcome === 'policy-unknown') {
      unknown.push(serial);
    } else {
      released(serial);
    }
  });
  if (unknown.length > 0) {
    throw new PolicyUnknownError(unknown);
  }
}

async function* adoptedSerials({ registry }: AdoptedRelease): AsyncGenerator<string> {
  let start: string | undefined;
  do {
    const page = await registry.list(defined({ limit: pageSize, start }));
    for (const record of page.devices) {
      if (adoptedDevice(record) !== undefined) {
        yield record.serial;
      }
    }
    start = page.next;
  } while (start !== undefined);
}
