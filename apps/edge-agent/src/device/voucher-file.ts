import { existsSync } from 'node:fs';
import { MalformedVoucherError, readVoucher } from '@fleet/device-voucher/voucher';
import type { Serial } from '@fleet/fleet-contract';
import { tightenPermissions } from '../identity/durable-files';
import { DeviceFolderError, readText } from './text-file';

export interface VoucherPlace {
  readonly path: string;
  /** Most fleets ask for no voucher. */
  readonly mayBeMissing: boolean;
}

/**
 * Reads the voucher that the factory has given this device, and sees that it is this device's. Only the cloud can
 * verify it.
 * @throws DeviceFolderError, FileUnreadableError; neither says anything of what is in the file
 */
export function readVoucherFile(
  { path, mayBeMissing }: VoucherPlace,
  serial: Serial,
  warn: (message: string) => void,
): string | undefined {
  if (mayBeMissing && !existsSync(path)) {
    return undefined;
  }
  const voucher = readText(path).trim();
  keepFromOthers(path, warn);
  const { claims } = checked(path, () => readVoucher(voucher));
  if (claims.sub !== serial) {
    throw new DeviceFolderError(
      `${path} is the voucher of another device, but this is ${serial}: put the voucher of this device there.`,
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
