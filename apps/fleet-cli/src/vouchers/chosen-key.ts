import { UsageError } from '@fleet/fleet-operations';
import type { VoucherDesk } from './desk';
import type { FactoryKey } from './factory-key';
import { keyFile } from './key-file';
import { kmsKey } from './kms-key';

/** How a command line names a key. */
export interface KeyChoice {
  readonly key?: string | undefined;
  readonly kmsKey?: string | undefined;
}

/** @throws UsageError */
export async function chosenKey(desk: VoucherDesk, choice: KeyChoice): Promise<FactoryKey> {
  if (choice.key !== undefined && choice.kmsKey === undefined) {
    return keyFile(choice.key);
  }
  if (choice.kmsKey !== undefined && choice.key === undefined) {
    return kmsKey(await desk.kms(), choice.kmsKey);
  }
  throw new UsageError(
    'Give the private key of the factory: --key with a PEM file, or --kms-key with an ARN.',
  );
}
