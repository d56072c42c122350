import { isLetIn } from '../cloud/cloud-state';
import type { Timestamp } from '@fleet/certificate-lifecycle';
import type { Message, World } from './world';

/** More of them on their way at once tell nothing new. */
const mostMessages = 3;

/** A client connects under a thing's name: whoever was connected under it goes. */
export function connect(world: World, clientId: string, certificateId: string): boolean {
  if (!isLetIn(world, certificateId, clientId)) {
    return false;
  }
  const since = beginConnection(world, clientId, certificateId);
  send(world, { clientId, principal: certificateId, source: 'presence', moment: since, failures: 0 });
  return true;
}

/** Whoever was connected under that name goes. @returns when the connection began */
export function beginConnection(world: World, clientId: string, certificateId: string): Timestamp {
  const since = momentOfItsOwn(world);
  const others = world.connections.filter((each) => each.clientId !== clientId);
  world.connections = [...others, { clientId, certificateId, since }];
  return since;
}

const leastMillisApart = 2_000;

/** Two connections of one client id do not begin in the same second: it is later than all that is spoken of. */
function momentOfItsOwn({ now, connections, messages, records }: World): Timestamp {
  const taken = [
    ...connections.map(({ since }) => since),
    ...messages.map(({ moment }) => moment),
    ...records.flatMap(({ certificates }) => certificates.flatMap(({ connectedAt }) => connectedAt ?? [])),
  ].filter((moment) => moment >= now);
  const latest = taken.sort().at(-1);
  return latest === undefined ? now : new Date(Date.parse(latest) + leastMillisApart).toISOString();
}

/** Puts word of a connection on its way. It takes the place of what is under way and says the same of an earlier one. */
export function send(world: World, message: Message): void {
  const others = world.messages.filter(
    (each) =>
      each.principal !== message.principal ||
      each.source !== message.source ||
      each.publisher !== message.publisher,
  );
  if (others.length < mostMessages) {
    world.messages = [...others, message];
  }
}

export function leave(world: World, thingName: string): void {
  world.connections = world.connections.filter(({ clientId }) => clientId !== thingName);
}
