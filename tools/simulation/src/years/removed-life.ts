import { operatorRemoves } from '../world/removal-events';
import { dayMillis, hourMillis, type Life } from './life';
import { Random } from './random';

/** How often a command that fails, or is interrupted, is given once more. */
const repetitions = 5;

/**
 * Some devices are removed by mistake: they are still out there, and come back with the claim. Drawn by a chance of its
 * own, so that the other histories stay as they are.
 */
export function mayBeRemoved(life: Life, share: number): void {
  const random = new Random(`${life.seed} removal`);
  if (!random.happens(share)) {
    return;
  }
  const inMillis = random.waiting(700 * dayMillis);
  let isDone = false;
  const removes = async () => {
    if (!isDone && life.areFaulty) {
      await operatorRemoves(life.simulated);
      isDone = true;
    }
  };
  life.plan(inMillis, 'the operator removes the device, which is not scrapped', removes, true);
  // Of a command that fails, or is interrupted, the operator hears.
  for (let count = 1; count <= repetitions; count += 1) {
    life.plan(inMillis + count * hourMillis, 'the operator removes the device once more', removes);
  }
}
