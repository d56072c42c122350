import type { Universe } from '../explore/universe';
import { isLetIn, recordOf } from '../cloud/cloud-state';
import { leave } from './connecting';
import {
  candidates,
  carrierOf,
  connectedWith,
  deviceConnects,
  deviceProvisions,
  deviceRotates,
  mostIdentities,
  type Exchange,
  type Proving,
} from './device-events';
import { serial, type World } from './world';
import { hasRoom, type WorldEvent } from './world-event';

const exchanges: readonly (readonly [string, Exchange])[] = [
  ['', 'answered'],
  [', and the answer is lost', 'answer-lost'],
];
const halfDone: readonly (readonly [string, Exchange])[] = (
  [
    ['thing'],
    ['thing', 'principal'],
    ['thing', 'group'],
    ['policy', 'ACTIVE'],
    ['thing', 'group', 'principal', 'policy'],
    ['thing', 'principal', 'policy', 'ACTIVE'],
  ] as const
).map((steps) => [`, and AWS stops after: ${steps.join(', ')}`, steps] as const);
const provings: readonly (readonly [string, Proving])[] = [
  ['', 'acknowledged'],
  [', and is cut off before its confirmation is acknowledged', 'unacknowledged'],
  [', and is cut off before it has confirmed', 'unconfirmed'],
];

export function deviceEvents(world: World, universe: Universe): WorldEvent[] {
  const events: WorldEvent[] = [];
  const ends: (readonly [string, Exchange])[] = [
    ...exchanges.slice(0, universe.lossy ? 2 : 1),
    ...(universe.halfDone ? halfDone : []),
  ];
  if (universe.operator.includes('block')) {
    ends.push([', and the operator blocks it before AWS has registered that', 'blocked']);
  }
  const mayAsk = hasRoom(world, universe) && world.device.identities.length < mostIdentities;
  const mayRepeat = world.device.identities.some(
    (each) => each.state === 'issued' && each.tokenUntil >= world.now,
  );
  if (carrierOf(world) !== undefined) {
    for (const [words, proving] of provings.slice(0, universe.lossy ? 3 : 1)) {
      events.push({
        words: `the device connects${words}`,
        happens: (now) => deviceConnects(now.world, proving),
      });
    }
  } else if (mayAsk || mayRepeat) {
    for (const [words, exchange] of ends) {
      events.push({
        words: `the device asks with its claim for a certificate${words}`,
        happens: (now) => deviceProvisions(now, exchange),
      });
    }
  }
  if (connectedWith(world) !== undefined) {
    events.push({ words: 'the device leaves', happens: (now) => leave(now.world, serial) });
    if (mayAsk || mayRepeat) {
      for (const [words, exchange] of ends) {
        events.push({ words: `the device rotates${words}`, happens: (now) => deviceRotates(now, exchange) });
      }
    }
  }
  return universe.lossy ? [...events, ...mishaps(world)] : events;
}

/** What it was given and has not connected with yet is gone, as from an image of the day before. */
function mishaps(world: World): WorldEvent[] {
  const lost = candidates(world).find(
    (each) =>
      each.state === 'registered' &&
      each.certificateId !== world.device.current &&
      recordOf(world, serial)?.current !== each.certificateId &&
      !world.messages.some(({ principal }) => principal === each.certificateId),
  );
  // Of one whose operator has not finished bringing it back, it is all there is: losing that takes an operator again.
  const isLeft = world.device.identities.some(
    (each) => each !== lost && isLetIn(world, each.certificateId, serial),
  );
  if (lost === undefined || !isLeft) {
    return [];
  }
  return [
    {
      words: 'the device loses the certificate that it has not connected with yet',
      happens: ({ world: { device } }) => {
        device.identities = device.identities.filter(
          ({ certificateId }) => certificateId !== lost.certificateId,
        );
      },
    },
  ];
}
