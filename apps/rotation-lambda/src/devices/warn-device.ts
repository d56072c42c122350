import { certificateInForce, isDueNoted, type CertificateInForce } from '@fleet/certificate-lifecycle';
import { thingAttributes } from '@fleet/fleet-contract';
import { isSameConnection } from '@fleet/iot-registry';
import { turnOf, turnOfAbsent } from './rotation-turn';
import type { SweepTally } from '../sweep/sweep-counts';
import { dueFrom, type FoundDevice } from './standing';
import type { SweepContext, SweepDay } from './sweep-context';

/** A device that is told of every day has rotated by then, if it does at all. The next sweep may be a little early. */
const toldMillis = 20 * 3_600_000;

/** Tells a device to rotate, and notes that its certificate in force was there to hear it, where that is known. */
export async function warnDevice(
  context: SweepContext,
  device: FoundDevice,
  day: SweepDay,
  tally: SweepTally,
): Promise<void> {
  const { thing, record } = device;
  const { thingName } = thing;
  const turn = turnOf(thing, context.rules);
  const current = certificateInForce(record);
  const since = dueFrom(thing, context, day);
  if (current === undefined || since === undefined) {
    await publish(context, thingName, turn, tally);
    return;
  }
  const { certificateId, warnedAt } = current;
  if (!isDueNoted(current, since)) {
    // Before it is told: from then on, whoever connects with it is told, too, and of its turn.
    const turnSeconds = turnOfAbsent(thing, context.rules);
    const at = context.now();
    await context.registry.noteDue(thingName, certificateId, { dueFrom: since, at, turnSeconds });
  }
  await publish(context, thingName, turn, tally);
  if (warnedAt === undefined || new Date(warnedAt) < since) {
    await noteIfThere(context, device, current, tally);
  }
  await removeOldNote(context, device);
}

async function publish(
  { alerts }: SweepContext,
  thingName: string,
  startsInSeconds: number,
  tally: SweepTally,
): Promise<void> {
  await alerts.publishRotateCert(thingName, startsInSeconds);
  tally.add('warned');
}

/**
 * Notes that the certificate in force was there, if the connection is there that it carried when it was last seen. Asked
 * once the warning is out: the connection was there at that moment, too.
 */
async function noteIfThere(
  { iot, registry, rules, now, log }: SweepContext,
  { thing: { thingName, connected } }: FoundDevice,
  { certificateId, connectedAt, dueNotedAt }: CertificateInForce,
  tally: SweepTally,
): Promise<void> {
  const since = connected ? await iot.connectedSince(thingName) : undefined;
  if (since === undefined) {
    return;
  }
  if (connectedAt !== undefined && isSameConnection(since, new Date(connectedAt))) {
    await registry.noteWarned(thingName, certificateId, now());
    tally.add('firstWarnings');
    return;
  }
  const isToldLongAgo = dueNotedAt !== undefined && now().getTime() - Date.parse(dueNotedAt) >= toldMillis;
  // It comes back, and its certificate is named by a lifecycle event. A claim that pretends to be it may come back, too.
  if (isToldLongAgo && rules.presenceRule && rules.enforce === 'deactivate') {
    // An innocent device may count on its session: it need not subscribe anew when it finds that session again.
    await iot.disconnect(thingName, 'is-kept');
    log.info({ thingName, certificateId }, 'has to connect again, to show its certificate');
  }
}

/** Releases before this one noted the first warning on the thing, where it takes the room of another attribute. */
async function removeOldNote({ iot }: SweepContext, { thing }: FoundDevice): Promise<void> {
  if (thing.notified !== undefined) {
    await iot.setAttributes(thing.thingName, { [thingAttributes.rotationNotified]: '' });
  }
}
