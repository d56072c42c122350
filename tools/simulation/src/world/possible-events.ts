import type { OperatorCommand, Universe } from '../explore/universe';
import { recordOf } from '../cloud/cloud-state';
import {
  dayMillis,
  delivers,
  loses,
  operatorBlocks,
  operatorPermits,
  operatorPermitsCertificate,
  operatorRevokes,
  operatorRevokesClaim,
  operatorUnblocks,
  shownCertificate,
  sweeps,
  timePasses,
} from './cloud-events';
import { deviceEvents } from './possible-for-device';
import { otherEvents, thiefEvents } from './possible-for-others';
import type { Simulated } from './simulated';
import { isTakenForLost, serial, type World } from './world';
import type { WorldEvent } from './world-event';

/** Everything that can happen in a world, in an order that depends on nothing else. */
export function possibleEvents(world: World, universe: Universe): readonly WorldEvent[] {
  return [
    ...deviceEvents(world, universe),
    ...(universe.thief ? thiefEvents(world, universe) : []),
    ...(universe.other ? otherEvents(world, universe) : []),
    ...messageEvents(world, universe),
    ...operatorEvents(world, universe),
    ...sweepEvents(world, universe),
    ...(isAnyDelayed(world, universe)
      ? []
      : [{ words: 'a day passes', happens: (now: Simulated) => timePasses(now) }]),
  ];
}

/**
 * Lambda gives an event up after six hours (developer guide, "Asynchronous invocation"), so that no message sees a second
 * day; and a first one only where the network is bad.
 */
function isAnyDelayed({ messages, now }: World, { lossy }: Universe): boolean {
  const today = now.slice(0, 10);
  return lossy ? messages.some(({ moment }) => moment.slice(0, 10) < today) : messages.length > 0;
}

function messageEvents(world: World, universe: Universe): WorldEvent[] {
  return world.messages.flatMap((message, index) => {
    const { source, principal } = message;
    const whose = world.device.identities.some(({ certificateId }) => certificateId === principal)
      ? 'the device’s'
      : 'the other';
    const about = `message ${index + 1}, the ${source} of ${whose} certificate`;
    const arrives: WorldEvent = {
      words: `${about}, arrives`,
      mayStop: true,
      happens: (now) => delivers(now, messageAt(now, index)),
    };
    const twice: WorldEvent = {
      words: `${about}, arrives for the first of two times`,
      happens: async (now) => {
        const copy = messageAt(now, index);
        await delivers(now, copy);
        now.world.messages = [...now.world.messages, copy];
      },
    };
    const isLost: WorldEvent = {
      words: `${about}, is lost`,
      happens: (now) => loses(now, messageAt(now, index)),
    };
    if (!universe.lossy) {
      return [arrives];
    }
    return isTakenForLost(world, principal) ? [arrives, twice] : [arrives, twice, isLost];
  });
}

function messageAt({ world }: Simulated, index: number) {
  const message = world.messages[index];
  if (message === undefined) {
    throw new Error('An event was chosen in one world and happens in another');
  }
  return message;
}

const commands: Readonly<Record<OperatorCommand, WorldEvent>> = {
  block: { words: 'the operator blocks the device', mayStop: true, happens: (now) => operatorBlocks(now) },
  unblock: { words: 'the operator unblocks the device', mayStop: true, happens: operatorUnblocks },
  'permit-reprovision': {
    words: 'the operator permits the device to provision anew',
    happens: (now) => operatorPermits(now, 'reprovision'),
  },
  'permit-certificate': {
    words: 'the operator permits the device to provision anew with the certificate that it shows',
    happens: operatorPermitsCertificate,
  },
  'permit-rotate': {
    words: 'the operator permits the device to rotate early',
    happens: (now) => operatorPermits(now, 'rotate'),
  },
  'revoke-claim': { words: 'the operator revokes the claim', happens: operatorRevokesClaim },
  'revoke-permits': { words: 'the operator revokes the permits', happens: operatorRevokes },
};

function operatorEvents(world: World, universe: Universe): WorldEvent[] {
  const record = recordOf(world, serial);
  return universe.operator
    .filter((command) => {
      switch (command) {
        case 'block':
          return true;
        case 'revoke-claim':
          return world.claims.some(({ revokedAt }) => revokedAt === undefined);
        case 'unblock':
          return record !== undefined;
        case 'revoke-permits':
          return (
            record !== undefined &&
            (Object.keys(record.permits).length > 0 || record.namedPermit !== undefined)
          );
        case 'permit-certificate':
          return record !== undefined && record.state !== 'blocked' && shownCertificate(world) !== undefined;
        default:
          return record !== undefined && record.state !== 'blocked';
      }
    })
    .map((command) => commands[command]);
}

/** The one that the events of `sweepMeanwhile` come after, and are compared with. */
export const dailySweep = 'the daily sweep';

function sweepEvents(world: World, universe: Universe): WorldEvent[] {
  const at = (millis: number) => new Date(Date.parse(world.now) + millis).toISOString();
  const sweep: WorldEvent = { words: dailySweep, mayStop: true, happens: (now) => sweeps(now, at(0)) };
  const wrongDays: WorldEvent[] = [
    { words: 'the sweep of the day before', happens: (now) => sweeps(now, at(-dayMillis)) },
    {
      words: 'the operator orders the sweep of a day next year',
      happens: (now) => sweeps(now, at(365 * dayMillis)),
    },
  ];
  return [
    sweep,
    ...(universe.wrongDays ? wrongDays : []),
    ...(universe.meanwhile ? sweepMeanwhile(world, universe, at(0)) : []),
  ];
}

/** What happens while the sweep waits for its first or second turn at the calls of AWS. */
function sweepMeanwhile(world: World, universe: Universe, scheduledTime: string): WorldEvent[] {
  const others = [
    ...messageEvents(world, { ...universe, lossy: false }),
    ...deviceEvents(world, { ...universe, lossy: false, halfDone: false }),
    ...operatorEvents(world, universe),
  ];
  return [1, 2].flatMap((turn) =>
    others.map(({ words, happens }) => ({
      words: `the daily sweep, and at its turn ${turn}: ${words}`,
      atTurn: turn,
      happens: async (now: Simulated) => {
        now.faults.duringTurn(turn, async () => {
          await happens(now);
        });
        await sweeps(now, scheduledTime);
      },
    })),
  );
}
