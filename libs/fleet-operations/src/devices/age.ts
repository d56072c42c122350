import { dueDate, formatCertDate, type CertDate } from '@fleet/cert-dates';
import { thingAttributes } from '@fleet/fleet-contract';
import { findThing, groupsOfThing, mergeAttributes } from '@fleet/iot-registry';
import type { Output } from '../output/output';
import { RefusedError, UsageError } from '../operator-errors';
import type { Fleet } from '../fleet/fleet';

/**
 * Dates the certificate of a thing anew, so that what becomes of it with age can be tried today. A warning that
 * was noted is forgotten: it was about another date, and would let the certificate end without a new one.
 * @throws UsageError for a day that has not come yet, RefusedError for a thing that is not the fleet's
 */
export async function ageDevice(
  fleet: Fleet,
  output: Output,
  serial: string,
  issued: CertDate,
): Promise<void> {
  const groups = await groupsOfThing(fleet.iot, serial);
  if (groups === undefined) {
    throw new RefusedError(`The thing ${serial} does not exist in ${fleet.place}: check the serial.`);
  }
  if (!groups.includes(fleet.names.thingGroup)) {
    throw new RefusedError(
      `The thing ${serial} is not in the group ${fleet.names.thingGroup}, so it is not this fleet's; nothing was changed.`,
    );
  }
  const today = formatCertDate(fleet.now());
  if (issued > today) {
    throw new UsageError(`${issued} is in the future: by the cloud's clock, today is ${today}.`);
  }
  // First: interrupted after that, the device has no less time than before.
  if ((await fleet.registry.find(serial)) !== undefined) {
    await fleet.registry.forgetWarnings(serial);
  }
  const before = (await findThing(fleet.iot, serial))?.attributes[thingAttributes.certIssuance];
  const attributes = { [thingAttributes.certIssuance]: issued, [thingAttributes.rotationNotified]: '' };
  if (!(await mergeAttributes(fleet.iot, serial, attributes))) {
    throw new RefusedError(`The thing ${serial} was deleted while this command ran.`);
  }
  const due = dueDate({ ...fleet.config, issued, thingName: serial });
  const isDue = due <= today;
  await output.result(
    `${serial}: cert_issuance is ${issued} now, ${before ?? 'nothing'} before; ` +
      `${isDue ? 'due since' : 'not due before'} ${due}.`,
    { serial, certIssuance: issued, before: before ?? null, due, isDue },
  );
}
