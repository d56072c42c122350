import { isLetIn } from '../cloud/cloud-state';
import type { Message, World } from './world';

/** More of them on their way at once tell nothing new. */
const mostMessages = 3;

/** A client connects under a thing's name: whoever was connected under it goes. */
export function connect(world: World, clientId: string, certificateId: string): boolean {
  if (!isLetIn(world, certificateId, clientId)) {
    return false;
  }
  const others = world.connections.filter((each) => each.clientId !== clientId);
  world.connections = [...others, { clientId, certificateId }];
  send(world, { clientId, principal: certificateId, source: 'presence', failures: 0 });
  return true;
}

/** Puts a proof on its way. One that is on its way already says the same. */
export function send(world: World, message: Message): void {
  const isUnderWay = world.messages.some(
    (each) =>
      each.principal === message.principal &&
      each.source === message.source &&
      each.publisher === message.publisher,
  );
  if (!isUnderWay && world.messages.length < mostMessages) {
    world.messages = [...world.messages, message];
  }
}

export function leave(world: World, thingName: string): void {
  world.connections = world.connections.filter(({ clientId }) => clientId !== thingName);
}
