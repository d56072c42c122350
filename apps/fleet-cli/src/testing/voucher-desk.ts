import type { KMSClient } from '@aws-sdk/client-kms';
import { parseFleetConfig, type FleetConfig } from '@fleet/fleet-contract';
import type { VoucherDesk } from '../vouchers/desk';

/** A desk in a factory that has no connection to AWS, except where the test gives it one. */
export function voucherDesk(config: Partial<FleetConfig> = {}, kms?: KMSClient): VoucherDesk {
  const asked = () => Promise.reject(new Error('AWS is not to be asked'));
  return {
    config: parseFleetConfig({ models: ['model-1', 'model-2'], ...config }),
    place: asked,
    kms: kms === undefined ? asked : () => Promise.resolve(kms),
    now: () => new Date('2026-01-01T12:00:00.000Z'),
  };
}
