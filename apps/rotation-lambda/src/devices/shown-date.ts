import { formatCertDate } from '@fleet/cert-dates';
import { shownOnThing } from '@fleet/certificate-lifecycle';
import { thingAttributes } from '@fleet/fleet-contract';
import type { SweepContext } from './sweep-context';

/** Of a certificate: what its thing shows of it. */
export interface ShownDate {
  readonly issuedAt: string;
  readonly model: string;
}

/** More than one device makes of its requests in the moment of a chore. */
const mostLooks = 3;

/**
 * A hook may have let the device have another certificate since the chore has read the record. What its registration
 * writes on the thing may then be overwritten by what the chore has written: so the record is read once more after that,
 * and the thing shows what it says. A registration that comes later writes the same.
 * @param written what the chore has written, or found
 * @returns whether the thing shows that
 */
export async function settleShownDate(
  { iot, registry }: SweepContext,
  serial: string,
  written: ShownDate,
): Promise<boolean> {
  let last = written;
  for (let look = 0; look < mostLooks; look += 1) {
    const record = await registry.find(serial);
    const shown = record && shownOnThing(record);
    if (shown === undefined || (shown.issuedAt === last.issuedAt && shown.model === last.model)) {
      break;
    }
    await iot.setAttributes(serial, {
      [thingAttributes.certIssuance]: formatCertDate(new Date(shown.issuedAt)),
      [thingAttributes.modelType]: shown.model,
    });
    last = shown;
  }
  return last === written;
}
