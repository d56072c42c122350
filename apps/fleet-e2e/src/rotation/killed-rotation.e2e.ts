import { ResourceStack } from '@fleet/resource-stack';
import { killedRotation } from './killed-rotation';
import { killedSweep } from './killed-sweep';
import { RotatingFleet } from './rotating-fleet';

/** A sample of what `fleet-e2e:rotation-kills` does at length. */
describe('a fleet whose parts are killed while its certificates rotate', () => {
  const resources = new ResourceStack();
  let rotating: RotatingFleet;

  beforeAll(async () => {
    rotating = await RotatingFleet.start(resources);
  });

  afterAll(() => resources.dispose());

  const running = () => rotating;
  describe('a sweep that is killed', () => killedSweep(running));
  describe('a rotation that is killed', () => killedRotation(running, 20));
});
