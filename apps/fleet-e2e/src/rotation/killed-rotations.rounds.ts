import { killedRotation } from './killed-rotation';
import { rotatingFleet } from './rotating-fleet';

const rounds = Number(process.env['KILL_ROUNDS'] ?? '200');

/** Takes some minutes, and so is a target of its own; `e2e` has twenty rounds. */
describe('a rotation that is killed', () => {
  killedRotation(rotatingFleet(), rounds);
});
