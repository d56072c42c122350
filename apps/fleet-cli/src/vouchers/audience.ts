import { voucherAudience } from '@fleet/device-voucher';
import { UsageError } from '@fleet/fleet-operations';
import type { VoucherDesk } from './desk';

/** The account and the region, where the command line names them. */
export interface GivenPlace {
  readonly account?: string | undefined;
  readonly region?: string | undefined;
}

/**
 * Which fleet the vouchers are for. AWS is asked only for what the command line does not say.
 * @throws UsageError
 */
export async function audienceOf(desk: VoucherDesk, { account, region }: GivenPlace): Promise<string> {
  if (account !== undefined && !/^\d{12}$/.test(account)) {
    throw new UsageError('--account must be the twelve digits of an AWS account.');
  }
  if (region !== undefined && !/^[a-z]{2}(-[a-z]+)+-\d+$/.test(region)) {
    throw new UsageError('--region must be a region of AWS, such as eu-central-1.');
  }
  const { resourceTag } = desk.config;
  if (account !== undefined && region !== undefined) {
    return voucherAudience({ accountId: account, region, resourceTag });
  }
  const place = await desk.place();
  return voucherAudience({
    accountId: account ?? place.accountId,
    region: region ?? place.region,
    resourceTag,
  });
}
