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
  await checkAge(fleet, serial, issued);
  // First: interrupted after that, the device has no less time than before.
  if ((await fleet.registry.find(serial)) !== undefined) {
    await fleet.registry.forgetWarnings(serial);
  }
  const before = await shownDate(fleet, serial);
  const attributes = { [thingAttributes.certIssuance]: issued, [thingAttributes.rotationNotified]: '' };
  if (!(await mergeAttributes(fleet.iot, serial, attributes))) {
    throw new RefusedError(`The thing ${serial} was deleted meanwhile.`);
  }
  const { due, isDue, words } = duty(fleet, serial, issued);
  await output.result(`${serial}: cert_issuance is ${issued} now, ${before ?? 'nothing'} before; ${words}.`, {
    serial,
    certIssuance: issued,
    before: before ?? null,
    due,
    isDue,
  });
}

/** Says what another date would mean, and changes nothing. @throws as the change itself does */
export async function planAge(fleet: Fleet, output: Output, serial: string, issued: CertDate): Promise<void> {
  await checkAge(fleet, serial, issued);
  const before = (await shownDate(fleet, serial)) ?? 'nothing';
  const { words } = duty(fleet, serial, issued);
  await output.result(`Would date the certificate of ${serial} to ${issued}, ${before} before; ${words}.`, {
    serial,
    act: 'age',
    dryRun: true,
  });
}

/** @throws UsageError for a day that has not come yet, RefusedError for a thing that is not the fleet's */
async function checkAge(fleet: Fleet, serial: string, issued: CertDate): Promise<void> {
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
}

async function shownDate({ iot }: Fleet, serial: string): Promise<string | undefined> {
  return (await findThing(iot, serial))?.attributes[thingAttributes.certIssuance];
}

/** From when on a certificate of that date is due. */
function duty(fleet: Fleet, serial: string, issued: CertDate) {
  const due = dueDate({ ...fleet.config, issued, thingName: serial });
  const isDue = due <= formatCertDate(fleet.now());
  return { due, isDue, words: `${isDue ? 'due since' : 'not due before'} ${due}` };
}
