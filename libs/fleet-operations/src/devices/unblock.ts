import type { DeviceRecord } from '@fleet/certificate-lifecycle';
import { thingAttributes } from '@fleet/fleet-contract';
import { findCertificate, mergeAttributes, setCertificateStatus } from '@fleet/iot-registry';
import type { Output } from '../output/output';
import { shortId } from '../output/words';
import type { Fleet } from '../fleet/fleet';
import { knownRecord } from '../fleet/reading-fleet';

/** What became of the certificate that the device had proven. */
type CurrentCertificate = 'activated' | 'active-already' | 'revoked' | 'deleted' | 'none';

/**
 * Lifts a block and makes the current certificate ACTIVE again, in this order: interrupted between the two, the device
 * has no certificate yet, and the command can be repeated. In the other one it would be blocked and have its certificate
 * ACTIVE, and no sweep would look at it again. What was revoked stays so, and so do
 * certificates that were never proven, or were replaced. A device that a sweep has ended gets its certificate back in the same way.
 * Either may take its time to rotate: the warning that stands counts no more, and its silence counts
 * from now on.
 * @throws UnknownDeviceError
 */
export async function unblockDevice(fleet: Fleet, output: Output, serial: string): Promise<void> {
  const record = await knownRecord(fleet, serial);
  const isBlocked = record.state === 'blocked';
  if (isBlocked) {
    await giveTime(fleet, serial);
    await fleet.registry.unblock(serial);
  }
  const certificate = await reactivate(fleet, record);
  if (!isBlocked && certificate !== 'activated') {
    await output.result(`${serial} is not blocked; nothing was done.`, { serial, state: record.state });
    return;
  }
  if (!isBlocked) {
    await giveTime(fleet, serial);
  }
  const after = await fleet.registry.find(serial);
  const words = isBlocked ? 'is no longer blocked.' : 'was not blocked, but a sweep had cut it off.';
  await output.result(`${serial} ${words} ${wordsOn(certificate, record, output)}`, {
    serial,
    state: after?.state ?? null,
    certificateId: record.current ?? null,
    certificate,
  });
}

/** Says what an unblock would do as things are, and changes nothing. @throws UnknownDeviceError */
export async function planUnblock(fleet: Fleet, output: Output, serial: string): Promise<void> {
  const record = await knownRecord(fleet, serial);
  const { current } = record;
  const status = current === undefined ? undefined : (await findCertificate(fleet.iot, current))?.status;
  const block = record.state === 'blocked' ? `Would lift the block of ${serial}` : `${serial} is not blocked`;
  const certificate =
    current === undefined
      ? '. It has no certificate in force.'
      : status === 'INACTIVE'
        ? `; its certificate ${shortId(current)} would be ACTIVE again.`
        : `; its certificate ${shortId(current)} is ${status ?? 'deleted'}, and stays so.`;
  await output.result(`${block}${certificate}`, { serial, act: 'unblock', dryRun: true });
}

async function giveTime({ iot, registry, now }: Fleet, serial: string): Promise<void> {
  await registry.giveTime(serial, now());
  // Releases before this one noted warnings on the thing.
  await mergeAttributes(iot, serial, { [thingAttributes.rotationNotified]: '' });
}

async function reactivate(fleet: Fleet, record: DeviceRecord): Promise<CurrentCertificate> {
  if (record.current === undefined) {
    return 'none';
  }
  const status = (await findCertificate(fleet.iot, record.current))?.status;
  if (status === undefined) {
    return 'deleted';
  }
  if (status === 'REVOKED') {
    return 'revoked';
  }
  if (status === 'ACTIVE') {
    return 'active-already';
  }
  // Between the question and this it may have been revoked, or deleted.
  return (await setCertificateStatus(fleet.iot, record.current, 'ACTIVE')) ? 'activated' : 'revoked';
}

function wordsOn(outcome: CurrentCertificate, { serial, current }: DeviceRecord, { howTo }: Output): string {
  if (outcome === 'none' || current === undefined) {
    return 'It has no proven certificate: it provisions with its claim.';
  }
  const certificate = `Its certificate ${shortId(current)}`;
  const anew = `to let it provision again: ${howTo({ step: 'permit', serial, kind: 'reprovision' })}.`;
  switch (outcome) {
    case 'activated':
      return `${certificate} is ACTIVE again.`;
    case 'active-already':
      return `${certificate} was already ACTIVE.`;
    case 'revoked':
      return `${certificate} is REVOKED and stays so; ${anew}`;
    case 'deleted':
      return `${certificate} is deleted; ${anew}`;
  }
}
