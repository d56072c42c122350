import { existsSync } from 'node:fs';
import { MalformedVoucherError, readVoucher } from '@fleet/device-voucher/voucher';
import type { Serial } from '@fleet/fleet-contract';
import { tightenPermissions } from '../identity/durable-files';
import { findNamedValue } from './named-value';
import { DeviceFolderError, readText } from './text-file';

/** A file, or what `machine_config.json` names. */
export type VoucherPlace =
  | {
      readonly path: string;
      /** Most fleets ask for no voucher. */
      readonly mayBeMissing: boolean;
    }
  | { readonly named: string };

/**
 * Reads the voucher that the factory has given this device, and sees that it is this device's. Only the cloud can
 * verify it.
 * @throws DeviceFolderError, FileUnreadableError; neither says anything of what is in the file
 */
export function readVoucherFile(
  place: VoucherPlace,
  serial: Serial,
  warn: (message: string) => void,
): string | undefined {
  if ('named' in place) {
    const { value, from } = findNamedValue(place.named);
    if (from === undefined) {
      throw new DeviceFolderError(
        `The voucher of machine_config.json has to be a place: env:NAME, file:/path or command:/path.`,
      );
    }
    return ownVoucher(from, value, serial);
  }
  const { path, mayBeMissing } = place;
  if (mayBeMissing && !existsSync(path)) {
    return undefined;
  }
  const voucher = readText(path).trim();
  keepFromOthers(path, warn);
  return ownVoucher(path, voucher, serial);
}

function ownVoucher(place: string, voucher: string, serial: Serial): string {
  const { claims } = checked(place, () => readVoucher(voucher));
  if (claims.sub !== serial) {
    throw new DeviceFolderError(
      `${place} is the voucher of another device, but this is ${serial}: put the voucher of this device there.`,
    );
  }
  return voucher;
}

function keepFromOthers(path: string, warn: (message: string) => void): void {
  try {
    if (tightenPermissions(path)) {
      warn(`${path} was open to other users; now only its owner has access`);
    }
  } catch {
    // It may lie on a read-only medium, as the bundle may.
    warn(`${path} is open to other users, and its permissions cannot be changed`);
  }
}

function checked<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof MalformedVoucherError) {
      throw new DeviceFolderError(`${path}: ${error.message} Get it from the factory again.`, {
        cause: error,
      });
    }
    throw error;
  }
}
