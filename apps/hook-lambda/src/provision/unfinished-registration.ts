import { formatCertDate, type CertDate } from '@fleet/cert-dates';
import type { DeviceRecord } from '@fleet/certificate-lifecycle';
import { thingAttributes } from '@fleet/fleet-contract';
import { certificateIdOf, type RegisteredThing } from '@fleet/iot-registry';

/** How long a device may register a certificate that it was let have (developer guide, "Device provisioning MQTT API"). */
const tokenMillis = 3_600_000;

/**
 * Whether a thing is what a registration of this device left behind that AWS IoT did not end: RegisterThing is not one
 * transaction, and may make the thing and not put it into its group. It has the attributes that the hook gave a
 * certificate on record, and nobody else's certificate.
 */
export function isUnfinishedRegistration(
  record: DeviceRecord,
  thing: RegisteredThing & { readonly principals: readonly string[] },
): boolean {
  const { [thingAttributes.certIssuance]: issuance, [thingAttributes.modelType]: model } = thing.attributes;
  const wroteThem = record.certificates.some(
    (each) => each.model === model && datesOf(each.issuedAt).some((date) => date === issuance),
  );
  const onRecord = new Set<string | undefined>(record.certificates.map(({ certificateId }) => certificateId));
  return wroteThem && thing.principals.every((principal) => onRecord.has(certificateIdOf(principal)));
}

/** The hook gives a certificate the day of each request for it, and its token may outlive midnight. */
function datesOf(issuedAt: string): readonly CertDate[] {
  const first = Date.parse(issuedAt);
  return [first, first + tokenMillis].map((moment) => formatCertDate(new Date(moment)));
}
