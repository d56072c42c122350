import { paginateListThingsInThingGroup } from '@aws-sdk/client-iot';
import { eventually } from '@fleet/eventually';
import { throttled, type MqttSession } from '../devices/mqtt-session';
import { obtainCertificate, register, type PendingCertificate } from '../devices/registration';
import { newSerial, type LeastPrivilegeGround } from './least-privilege-ground';

const yearMillis = 365 * 86_400_000;

/** A device that is connected, and may rotate. */
export async function dueDevice({ fleet }: LeastPrivilegeGround) {
  const serial = newSerial();
  const { identity, session } = await fleet.provision(serial);
  await fleet.registry.grantPermit(serial, 'rotate', new Date(Date.now() + yearMillis));
  return { serial, identity, session };
}

/** A device with a certificate in force that holds another one, which has not carried a connection yet. */
export async function rotatedDevice(ground: LeastPrivilegeGround) {
  const { fleet } = ground;
  const { serial, identity: before, session } = await dueDevice(ground);
  const successor = await obtainCertificate(session);
  await register(session, fleet.names.rotationTemplate, successor, { SerialNumber: serial });
  await session.close();
  return { serial, before, successor };
}

/** Two CONNECTs of one client id need a second between them. */
export function connectAgain(
  { fleet }: LeastPrivilegeGround,
  identity: PendingCertificate,
  clientId: string,
): Promise<MqttSession> {
  return eventually(`connection of ${clientId}`, () =>
    fleet.connect(identity, { clientId }).catch(throttled),
  );
}

/** Takes a device out of the way of other scenarios: no sweep finds it any more. */
export async function removeDevice(
  { fleet, clients }: LeastPrivilegeGround,
  thingName: string,
): Promise<void> {
  const { iot } = clients;
  await fleet.closeSessions();
  const { principals = [] } = await iot.listThingPrincipals({ thingName });
  for (const principal of principals) {
    await iot.detachThingPrincipal({ thingName, principal });
  }
  await iot.deleteThing({ thingName });
  await fleet.registry.forget(thingName);
}

/** Takes every device out of the way that other scenarios have left. */
export async function emptyFleet(ground: LeastPrivilegeGround): Promise<void> {
  const { iot } = ground.clients;
  const { thingGroup: thingGroupName } = ground.fleet.names;
  for await (const { things = [] } of paginateListThingsInThingGroup({ client: iot }, { thingGroupName })) {
    for (const thingName of things) {
      await removeDevice(ground, thingName);
    }
  }
}

/** Sets attributes of a thing, as an operator can. */
export async function setAttributes(
  { clients }: LeastPrivilegeGround,
  thingName: string,
  attributes: Readonly<Record<string, string>>,
): Promise<void> {
  await clients.iot.updateThing({
    thingName,
    attributePayload: { attributes: { ...attributes }, merge: true },
  });
}
