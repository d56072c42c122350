import { checkVoucher, importVoucherKeys, voucherAudience } from '@fleet/device-voucher';
import type { VoucherKeys, VoucherRefusal } from '@fleet/device-voucher';
import { voucherParameter, type FleetConfig } from '@fleet/fleet-contract';
import { MalformedHookEventError, type HookEvent } from '../hook/hook-event';

/** Who may come at all. */
export type Admission =
  | { readonly mode: 'open' | 'allowlist' }
  | {
      readonly mode: 'voucher';
      readonly resourceTag: string;
      readonly keys: () => Promise<VoucherKeys>;
    };

export type AdmissionRefusal = 'not-on-allowlist' | VoucherRefusal;

/** A device that asks with a claim of the fleet. */
export interface Newcomer {
  readonly serial: string;
  /** Of its claim. */
  readonly model: string;
  readonly isOnRecord: boolean;
}

/** What a fleet's configuration says of that. The keys are read once, and are ready before the first device asks. */
export function admissionOf(
  config: Pick<FleetConfig, 'provisioning' | 'resourceTag' | 'voucherKeys'>,
): Admission {
  const { provisioning: mode, resourceTag, voucherKeys = {} } = config;
  if (mode !== 'voucher') {
    return { mode };
  }
  const keys = importVoucherKeys(voucherKeys);
  return { mode, resourceTag, keys: () => keys };
}

/** @returns why the device may not come; `undefined` when it may, as far as this goes */
export async function admissionRefusal(
  admission: Admission,
  event: HookEvent,
  { serial, model, isOnRecord }: Newcomer,
): Promise<AdmissionRefusal | undefined> {
  switch (admission.mode) {
    case 'open':
      return undefined;
    case 'allowlist':
      return isOnRecord ? undefined : 'not-on-allowlist';
    case 'voucher': {
      const audience = voucherAudience({ ...placeOf(event), resourceTag: admission.resourceTag });
      const text = event.parameters[voucherParameter];
      return checkVoucher(text, { serial, model, audience }, await admission.keys());
    }
  }
}

/** AWS IoT names its template in each event. Nothing that a device sends is in there. */
function placeOf({ templateArn }: HookEvent): { readonly region: string; readonly accountId: string } {
  const parts = /^arn:[^:]+:iot:(?<region>[^:]+):(?<accountId>\d{12}):/;
  const { region, accountId } = (templateArn === undefined ? null : parts.exec(templateArn))?.groups ?? {};
  if (region === undefined || accountId === undefined) {
    throw new MalformedHookEventError("Not a pre-provisioning hook's event; wrong: templateArn");
  }
  return { region, accountId };
}
