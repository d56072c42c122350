import { operatorBlocks, operatorPermits, operatorRevokes, operatorUnblocks } from '../world/cloud-events';
import { isLetIn, recordOf } from '../cloud/cloud-state';
import { thiefConnects, thiefPretends, thiefProvisions } from '../world/thief-events';
import { claimId, serial } from '../world/world';
import { dayMillis, hourMillis, type Life } from './life';

const mostStolen = 6;

/** A thief who has the claim, for as long as there are faults. */
export function planThief(life: Life): void {
  const { random, simulated } = life;
  life.plan(random.waiting(20 * dayMillis), 'the thief asks, or connects', async () => {
    if (!life.areFaulty) {
      return;
    }
    planThief(life);
    const { certificates } = life.world.thief;
    const usable = certificates.find(({ certificateId }) => isLetIn(life.world, certificateId, serial));
    if (random.happens(0.2)) {
      thiefPretends(simulated);
      life.plan(random.waiting(hourMillis), 'the thief leaves', () => leaveAs(life));
    } else if (usable !== undefined && random.happens(0.5)) {
      thiefConnects(simulated, usable.certificateId);
    } else if (certificates.length < mostStolen) {
      await thiefProvisions(simulated, random.happens(0.2) ? certificates.at(-1) : undefined);
    }
  });
}

function leaveAs({ world }: Life): void {
  world.connections = world.connections.filter(({ certificateId }) => certificateId !== claimId);
}

/** An operator who blocks a device for some days now and then, or permits it something. */
export function planOperator(life: Life): void {
  const { random, simulated } = life;
  life.plan(random.waiting(300 * dayMillis), 'the operator decides', async () => {
    if (!life.areFaulty) {
      return;
    }
    planOperator(life);
    const record = recordOf(life.world, serial);
    if (record === undefined || record.state === 'blocked') {
      return;
    }
    const decision = random.of<'block' | 'reprovision' | 'rotate'>(['block', 'reprovision', 'rotate']);
    if (decision === 'block') {
      const unblocks = random.waiting(10 * dayMillis);
      life.plan(unblocks, 'the operator unblocks the device', () => operatorUnblocks(simulated), true);
      // Of a command that fails the operator hears.
      life.plan(unblocks + hourMillis, 'the operator unblocks the device again', () =>
        operatorUnblocks(simulated),
      );
      await operatorBlocks(simulated);
      return;
    }
    life.plan(random.between(hourMillis, 2 * dayMillis), 'the operator revokes permits', () =>
      operatorRevokes(simulated),
    );
    await operatorPermits(simulated, decision);
  });
}

/** An operator who deploys now and then, which may take days: functions of two releases are at work meanwhile. */
export function planDeploys(life: Life): void {
  const { random } = life;
  life.plan(random.waiting(120 * dayMillis), 'the operator deploys', () => {
    if (life.areFaulty) {
      life.deploysUntil = life.now + random.waiting(5 * dayMillis);
      planDeploys(life);
    }
  });
}
