import { ResourceStack } from '@fleet/resource-stack';
import { killedRotation } from './killed-rotation';
import { RotatingFleet } from './rotating-fleet';

const rounds = Number(process.env['KILL_ROUNDS'] ?? '200');

/** Takes some minutes, and so is a target of its own; `e2e` has twenty rounds. */
describe('a rotation that is killed', () => {
  const resources = new ResourceStack();
  let rotating: RotatingFleet;

  beforeAll(async () => {
    rotating = await RotatingFleet.start(resources);
  });

  afterAll(() => resources.dispose());

  killedRotation(() => rotating, rounds);
});
