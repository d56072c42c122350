import { isKeptOut } from '@fleet/certificate-lifecycle';
import { UnknownDeviceError } from '@fleet/device-registry';
import { releaseDevice, type Release } from '@fleet/device-release';
import { RefusedError } from '../operator-errors';
import type { Output } from '../output/output';
import { counted, shortId } from '../output/words';
import type { Fleet } from '../fleet/fleet';
import { findRecord } from '../fleet/reading-fleet';

/**
 * Gives an adopted device back to the stack that it comes from. Safe to repeat after a failure; once it is done there is
 * no record of the device.
 * @throws UnknownDeviceError, RefusedError when it was not adopted, is blocked, or nobody knows its older policy
 */
export async function unadoptDevice(fleet: Fleet, output: Output, release: Release): Promise<void> {
  const { serial } = release;
  const record = await findRecord(fleet, serial);
  if (record === undefined) {
    throw new UnknownDeviceError(serial);
  }
  if (isKeptOut(record)) {
    throw new RefusedError(
      `${serial} is blocked, and its certificates are INACTIVE: unblock it first with devices unblock ${serial}.`,
    );
  }
  const end = await releaseDevice(fleet, release);
  switch (end.outcome) {
    case 'not-adopted':
      throw new RefusedError(`${serial} was not adopted: this fleet made it. Nothing was changed.`);
    case 'policy-unknown':
      throw new RefusedError(
        `${serial} would be left with a certificate without a policy, as its record does not name that of the older ` +
          'stack: give it with --policy. Until then, it keeps the one of this fleet.',
      );
    case 'released':
      return output.result(wordsOn(serial, end.kept), {
        serial,
        outcome: end.outcome,
        kept: end.kept,
        deleted: end.deleted,
      });
  }
}

function wordsOn(serial: string, kept: readonly string[]): string {
  const list = kept.map(shortId).join(', ');
  const keeps =
    kept.length === 0
      ? 'It has no certificate.'
      : `It keeps ${counted(kept.length, 'certificate')}: ${list}.`;
  return `${serial} is no longer a device of this fleet. ${keeps}`;
}
