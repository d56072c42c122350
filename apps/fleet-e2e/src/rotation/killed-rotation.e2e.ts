import { killedRotation } from './killed-rotation';
import { killedSweep } from './killed-sweep';
import { rotatingFleet } from './rotating-fleet';

/** A sample of what `fleet-e2e:rotation-kills` does at length. */
describe('a fleet whose parts are killed while its certificates rotate', () => {
  const running = rotatingFleet();
  describe('a sweep that is killed', () => killedSweep(running));
  describe('a rotation that is killed', () => killedRotation(running, 20));
});
