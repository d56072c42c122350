import type { Universe } from '../explore/universe';
import { isLetIn } from '../cloud/cloud-state';
import { leave } from './connecting';
import { connectedWith } from './device-events';
import { otherForges, otherRotatesAs, thiefConnects, thiefPretends, thiefProvisions } from './thief-events';
import { claimId, otherSerial, serial, type World } from './world';
import { hasRoom, type WorldEvent } from './world-event';

export function thiefEvents(world: World, universe: Universe): WorldEvent[] {
  const events: WorldEvent[] = [];
  if (hasRoom(world, universe)) {
    events.push({
      words: 'the thief asks with the claim for a certificate of the device',
      happens: (now) => thiefProvisions(now, undefined),
    });
  }
  world.thief.certificates.forEach((stolen, index) => {
    if (stolen.tokenUntil >= world.now) {
      events.push({
        words: `the thief registers its certificate ${index + 1} again`,
        happens: (now) => thiefProvisions(now, now.world.thief.certificates[index]),
      });
    }
    if (isLetIn(world, stolen.certificateId, serial)) {
      events.push({
        words: `the thief connects as the device with its certificate ${index + 1}`,
        happens: (now) => thiefConnects(now, stolen.certificateId),
      });
    }
  });
  if (!world.connections.some(({ certificateId }) => certificateId === claimId)) {
    events.push({
      words: 'the thief connects under the device’s name with the claim',
      happens: thiefPretends,
    });
  }
  if (world.connections.length > 0 && connectedWith(world) === undefined) {
    events.push({ words: 'the thief leaves', happens: (now) => leave(now.world, serial) });
  }
  return events;
}

export function otherEvents(world: World, universe: Universe): WorldEvent[] {
  const events: WorldEvent[] = [];
  if (hasRoom(world, universe)) {
    events.push({
      words: 'another device asks over its own certificate for one of the device',
      happens: (now) => otherRotatesAs(now, otherSerial),
    });
  }
  world.thief.certificates.forEach(({ certificateId }, index) => {
    events.push({
      words: `another device publishes that the thief's certificate ${index + 1} has connected`,
      happens: (now) => otherForges(now, certificateId),
    });
  });
  return events;
}
